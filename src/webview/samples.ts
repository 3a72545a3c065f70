/** Samples of functions that only the extension can evaluate: asked for once, kept per purpose, drawn when they arrive. */
import { received, type ToExtension, type ToPanelMessages } from '../protocol';
import type { ActivationParameters } from '../core/activations/activation';
import type { Purpose, Samples, SampleSource } from './model/subject';

interface Slot {
  /** Request that is on its way; empty where none is. */
  asked: string;
  readonly since: number;
  readonly xs: readonly number[];
  /** Values of the parameters, as JSON. */
  readonly values: string;
  samples: Samples | undefined;
  refusal: string | undefined;
}

export interface RemoteSamples {
  /** Samples of one custom function with these values of its parameters; `use` tells apart where the same one is drawn twice. */
  source(key: string, parameters?: ActivationParameters, use?: string): SampleSource;
  /** Why a function has no samples, if the extension said so. */
  refusal(key: string): string | undefined;
  arrived(message: ToPanelMessages['samples']): void;
  refused(message: ToPanelMessages['noSamples']): void;
  /** What is known may be old, as the code may have changed: asks again, showing the old line until the answer comes. */
  expire(): void;
}

export function remoteSamples(send: (message: ToExtension) => void, onNews: () => void): RemoteSamples {
  const slots = new Map<string, Slot>();
  const requests = new Map<number, string>();
  let lastRequest = 0;
  const slotOf = (request: number): Slot | undefined => {
    const name = requests.get(request);
    requests.delete(request);
    const slot = name === undefined ? undefined : slots.get(name);
    return slot && slot.asked === String(request) ? slot : undefined;
  };
  return {
    source: (key, parameters = {}, use = '') => ({
      samples(purpose, xs) {
        const name = slotName(key, purpose, use);
        const slot = slots.get(name);
        const values = JSON.stringify(parameters);
        if (slot?.values === values && sameNumbers(slot.xs, xs)) return slot.samples;
        // A slider asks faster than a slow function answers: the newest values are asked for when the answer before has come.
        const isUnderWay = slot !== undefined && slot.asked !== '' && slot.samples !== undefined;
        if (isUnderWay && performance.now() - slot.since < patience && purpose !== 'table')
          return slot.samples;
        lastRequest += 1;
        // A line and its figures stay in view until the new ones come; a table's rows belong to their own abscissae.
        const kept = purpose === 'table' ? undefined : slot?.samples;
        slots.set(name, {
          asked: String(lastRequest),
          since: performance.now(),
          xs,
          values,
          samples: kept,
          refusal: slot?.refusal,
        });
        requests.set(lastRequest, name);
        send({ type: 'sample', request: lastRequest, key, x: xs, parameters });
        return kept;
      },
    }),
    refusal: (key) =>
      (['line', 'table', 'normal'] as const)
        .map((purpose) => slots.get(slotName(key, purpose, ''))?.refusal)
        .find((reason) => reason !== undefined),
    arrived(message) {
      const slot = slotOf(message.request);
      if (!slot || message.y.length !== slot.xs.length) return;
      slot.samples = {
        xs: slot.xs,
        f: message.y.map(received),
        slope: message.dy.map(received),
        curvature: message.ddy.length === slot.xs.length ? message.ddy.map(received) : undefined,
        ...(message.code?.length === slot.xs.length ? { code: message.code.map(received) } : {}),
      };
      slot.asked = '';
      slot.refusal = undefined;
      onNews();
    },
    refused(message) {
      const slot = slotOf(message.request);
      if (!slot) return;
      slot.asked = '';
      slot.samples = undefined;
      slot.refusal = message.reason;
      onNews();
    },
    expire() {
      for (const [name, slot] of slots) slots.set(name, { ...slot, asked: '', xs: [] });
      requests.clear();
    },
  };
}

/** After this a request counts as lost. Milliseconds. */
const patience = 3_000;

function slotName(key: string, purpose: Purpose, use: string): string {
  return JSON.stringify([purpose, key, use]);
}

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}
