/**
 * Further variants of an architecture (`resnet101` beside `resnet18`). Tracing a document passes over them, since they hold what the first
 * one holds; here they are traced when somebody asks for one, or for all.
 */
import type { Bindings } from '../../python/names';
import type { SourceModule, Unit } from '../../python/syntax';
import { isNetwork, type Model, type ModuleTrace } from '../graph';
import { calledNames, functionOf, type Definition } from './definitions';
import { hasRun, isRecorded, keyOfFunction, type RecordedTrace, type RootRecord } from './records';
import { signatureOf, withoutRepeats } from './signature';
import { tracerFor, type TraceContext } from './trace';

const recordsOf = (trace: ModuleTrace): ReadonlyMap<string, RootRecord> =>
  isRecorded(trace) ? trace.records : new Map<string, RootRecord>();

/** Functions that a trace passed over, in the order in which it met them. */
export const passedOver = (trace: ModuleTrace): readonly Definition[] =>
  isRecorded(trace) ? trace.passedOver : [];

/**
 * Traces wanted variants, each on its own. Those of `previous`, which may be of an earlier version of the document, are kept by identity
 * as long as nothing that they were traced from has changed.
 */
export function traceVariants(
  bindings: Bindings,
  context: TraceContext,
  variants: readonly Definition[],
  isWanted: (definition: Definition) => boolean,
  previous: ModuleTrace | undefined,
): RecordedTrace {
  const tracer = tracerFor(bindings, context, previous).allowMore();
  for (const variant of variants) {
    if (isWanted(variant)) tracer.traceFunction(variant);
    else tracer.keepFunction(variant);
  }
  return tracer.result([], new Set());
}

export const isTraced = (variants: ModuleTrace, { name, unit }: Definition): boolean =>
  recordsOf(variants).get(keyOfFunction(name))?.own[0] === unit;

/** The networks that a unit gave as a starting point, those that stand in it first. */
export function networksFrom(trace: ModuleTrace, unit: Unit): readonly Model[] {
  const found = new Set(trace.models.filter(({ place }) => place.unit === unit));
  for (const { own, models } of recordsOf(trace).values())
    if (own.length === 1 && own[0] === unit) for (const model of models) found.add(model);
  return [...found].filter(isNetwork);
}

/**
 * The networks of a document with all its variants. What a function gives is listed under its name, even if another one gives the same; a
 * variant that others call with arguments says more there than on its own.
 */
export function allNetworks(
  module: SourceModule,
  trace: ModuleTrace,
  variants: ModuleTrace,
): readonly Model[] {
  const called = isRecorded(trace) ? calledNames(module.units, trace.defined) : new Set();
  const records = new Map([...recordsOf(trace), ...recordsOf(variants)]);
  for (const { name, unit } of passedOver(trace)) {
    const key = keyOfFunction(name);
    const record = records.get(key);
    if (record === undefined || !called.has(name)) continue;
    records.delete(key);
    if (!hasRun(functionOf(unit, name), records)) records.set(key, record);
  }
  return withoutRepeats(
    [...records.values()].flatMap(({ models }) => models).filter(isNetwork),
    (model) => `${model.name}@${model.place.start} ${signatureOf(model)}`,
  );
}
