/** What is traced of files: edges, and where they are asked for models with their signal, and findings. */
import { edgeKey, edges, sameEdge, type EdgeRecord } from '../../core/network/edges';
import { isNetwork, type Model } from '../../core/network/graph';
import type { Place } from '../../core/python/syntax';
import { LineTable } from '../../core/python/lines';
import {
  modelRecord,
  shapeIn,
  summaryOf,
  type ModelRecord,
  type ModelSummary,
  type StepRecord,
} from '../../core/tensors/report';
import { sizedModel, type Sizes } from '../../core/tensors';
import { summaryOf as signalSummary } from '../../core/signal/summary';
import { createLensService, type LensDocument, type LintConfiguration } from '../../core/service';
import { isProblem, type Disk } from '../disk';
import { uriOf } from '../file-uri';
import { collectFiles, type SourceFile } from '../files';
import { inCell, printFinding, shownLike, type PrintedFinding } from '../findings';
import { createModuleSource } from '../module-source';
import { rootsOf } from '../selected-files';
import { readSource } from '../source-text';
import type { Terminal } from '../terminal';

export interface TracedModel {
  readonly record: ModelRecord;
  readonly summary: ModelSummary;
}
export interface FileTrace {
  readonly path: string;
  readonly edges: readonly EdgeRecord[];
  readonly models?: readonly TracedModel[];
  readonly findings?: readonly PrintedFinding[];
}

/** What programs read of a step. */
export function printedStep(step: StepRecord): Omit<StepRecord, 'shapeText'> {
  const { module, name, path, line, shape, rms, signal, gradient, unknown } = step;
  return { module, name, path, line, shape, rms, signal, gradient, unknown };
}

export interface Wanted {
  readonly models: boolean;
  /** What lengths and arguments that the code leaves open are taken to be, by the names that shapes and parameters give them. */
  readonly sizes: Sizes;
  /** The configuration of a file, where its findings are wanted. */
  readonly configurationOf?: (absolute: string) => LintConfiguration;
}

export interface Traced {
  readonly traces: readonly FileTrace[];
  /** Something could not be read. */
  readonly failed: boolean;
}

export function traceFiles(
  paths: readonly string[],
  wanted: Wanted,
  disk: Disk,
  { error }: Pick<Terminal, 'error'>,
): Traced {
  const { files, problems } = collectFiles(paths, ['.py', '.ipynb'], () => false, disk);
  let failed = problems.length > 0;
  for (const problem of problems) error(`activation-lens: ${problem}`);
  const source = createModuleSource(rootsOf(paths, disk), disk);
  const service = createLensService({ source, log: error });
  const lines = new Map<string, LineTable>();
  const tableOf = (uri: string): LineTable => {
    let table = lines.get(uri);
    if (table === undefined) lines.set(uri, (table = new LineTable(source.read(uri) ?? '')));
    return table;
  };
  const traceFile = ({ absolute, shown }: SourceFile): FileTrace => {
    const read = readSource(absolute, disk);
    if (isProblem(read)) {
      failed = true;
      error(`${shown}: This file ${read.problem}.`);
      return { path: shown, edges: [] };
    }
    const uri = uriOf(absolute);
    const document = service.update(uri, 1, read.text);
    const locate = (place: Place) => {
      const located = document.locate(place);
      if (located === undefined) return undefined;
      if (located.uri !== uri)
        return {
          path: shownLike(shown, located.uri),
          line: tableOf(located.uri).positionAt(located.start).line,
        };
      const range = read.print(located);
      return range && { path: inCell(shown, range), line: range.start.line };
    };
    const found = uniqueEdges(document, locate);
    const models = wanted.models
      ? document
          .allModels()
          .filter(isNetwork)
          .map((model) => taken(document, model, wanted.sizes))
          .map(({ model, given }) => ({
            record: withGiven(modelRecord(model, locate), given),
            summary: { ...summaryOf(model), signal: signalSummary(model)?.factor ?? null },
          }))
      : undefined;
    const others = { text: (other: string) => source.read(other) };
    const findings = wanted.configurationOf && [
      ...document
        .findings(wanted.configurationOf(absolute))
        .flatMap((finding) => printFinding(finding, { uri, shown, source: read }, others) ?? []),
    ];
    if (document.syntaxErrors.length > 0)
      error(`${shown}: This is not valid Python; what could be read was traced.`);
    service.close(uri);
    return { path: shown, edges: found, ...(models && { models }), ...(findings && { findings }) };
  };
  const traces = files
    .map(traceFile)
    .filter((trace) => trace.edges.length > 0 || (trace.models?.length ?? 0) > 0 || files.length === 1);
  return { traces, failed };
}

/** A model with lengths and arguments that the code leaves open. */
function taken(
  document: LensDocument,
  model: Model,
  sizes: Sizes,
): { readonly model: Model; readonly given: Readonly<Record<string, number>> } {
  const drawn = document.modelWith(model, sizes);
  const open = drawn === model ? [] : document.openArguments(model);
  const given = Object.fromEntries([...sizes].filter(([name]) => open.includes(name)));
  return { model: sizedModel(drawn, sizes), given };
}

function withGiven(record: ModelRecord, given: Readonly<Record<string, number>>): ModelRecord {
  const sizes = { ...given, ...record.sizes };
  return Object.keys(sizes).length === 0 ? record : { ...record, sizes };
}

/**
 * A block used in two models says the same in both: each edge of a model once. With them stand the edges of branches that a flag's default
 * does not take; a layer that reaches an activation there is not one without.
 */
function uniqueEdges(document: LensDocument, locate: Parameters<typeof edges>[1]): readonly EdgeRecord[] {
  const found = new Map<string, EdgeRecord>();
  for (const model of [...document.allModels(), ...document.modelsBothWays()])
    for (const edge of edges(model, locate, shapeIn(model))) {
      const key = edgeKey(edge);
      const known = found.get(key);
      found.set(key, known === undefined ? edge : sameEdge(known, edge));
    }
  const layerOf = ({ layer }: EdgeRecord): string =>
    `${layer.path}:${layer.line} ${layer.name} ${layer.model}`;
  const reaching = new Set([...found.values()].filter(({ activation }) => activation !== null).map(layerOf));
  // What one caller leaves open another one says.
  const endsOf = ({ layer, activation }: EdgeRecord): string =>
    `${layer.path}:${layer.line} ${activation?.path ?? ''}:${activation?.line ?? ''}`;
  const named = new Set(
    [...found.values()]
      .filter(({ activation }) => activation !== null && activation.name !== 'unknown')
      .map(endsOf),
  );
  return [...found.values()].filter((edge) =>
    edge.activation === null
      ? !reaching.has(layerOf(edge))
      : edge.activation.name !== 'unknown' || !named.has(endsOf(edge)),
  );
}
