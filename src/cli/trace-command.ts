/** `activation-lens trace`: which layer feeds which activation, for people and for tests against what really ran. */
import { edgeKey, edges, sameEdge, type EdgeRecord, type PrintedShape } from '../core/network/edges';
import { formatFigure } from '../core/numerics/figures';
import { isNetwork } from '../core/network/graph';
import type { Place } from '../core/python/syntax';
import { LineTable } from '../core/python/lines';
import { axesText, modelRecord, shapeIn, type ModelRecord } from '../core/tensors/report';
import { createLensService, type LensDocument, type LensService } from '../core/service';
import { isProblem } from './disk';
import { EXIT_CLEAN, EXIT_FAILURE } from './failure';
import { uriOf } from './file-uri';
import { collectFiles, type SourceFile } from './files';
import { inCell, shownLike } from './findings';
import { rootsOf } from './selected-files';
import type { Terminal } from './terminal';
import { createModuleSource } from './module-source';
import { readSource } from './source-text';
import { visible, visibleJson } from './visible';

interface FileTrace {
  readonly path: string;
  readonly edges: readonly EdgeRecord[];
  readonly models?: readonly ModelRecord[];
}

export interface TraceOptions {
  readonly format: 'text' | 'json';
  /** Whether signal and gradient are computed. */
  readonly signal: boolean;
}

export function traceCommand(
  paths: readonly string[],
  { format, signal }: TraceOptions,
  terminal: Terminal,
): number {
  const { files, problems } = collectFiles(paths, ['.py', '.ipynb'], () => false);
  let failed = problems.length > 0;
  for (const problem of problems) terminal.error(`activation-lens: ${problem}`);
  const unreadable = (shown: string, problem: string): void => {
    failed = true;
    terminal.error(`${shown}: This file ${problem}.`);
  };
  const source = createModuleSource(rootsOf(paths));
  const service = createLensService({ source, log: terminal.error });
  const lines = new Map<string, LineTable>();
  const tableOf = (uri: string) => {
    let table = lines.get(uri);
    if (table === undefined) lines.set(uri, (table = new LineTable(source.read(uri) ?? '')));
    return table;
  };
  const traces = files
    .map((file) => traceFile(file, service, tableOf, unreadable, terminal, signal))
    .filter((trace) => trace.edges.length > 0 || (trace.models?.length ?? 0) > 0 || files.length === 1);
  terminal.out(format === 'json' ? `${visibleJson(traces, 2)}\n` : traces.map(asText).join('\n'));
  return failed ? EXIT_FAILURE : EXIT_CLEAN;
}

function traceFile(
  { absolute, shown }: SourceFile,
  service: LensService,
  tableOf: (uri: string) => LineTable,
  unreadable: (shown: string, problem: string) => void,
  { error }: Terminal,
  signal: boolean,
): FileTrace {
  const read = readSource(absolute);
  if (isProblem(read)) {
    unreadable(shown, read.problem);
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
  const models = signal
    ? document
        .allModels()
        .filter(isNetwork)
        .map((model) => modelRecord(model, locate))
    : undefined;
  if (document.syntaxErrors.length > 0)
    error(`${shown}: This is not valid Python; what could be read was traced.`);
  service.close(uri);
  return { path: shown, edges: found, ...(models === undefined ? {} : { models }) };
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
  return [...found.values()].filter((edge) => edge.activation !== null || !reaching.has(layerOf(edge)));
}

function asText({ path, edges: found, models }: FileTrace): string {
  const rows = found.map(({ layer, activation, between, initializer, unfollowed }) => {
    const from = `${layer.path}:${layer.line} ${layer.name}${shapeText(layer.shape)}`;
    const through = between.length === 0 ? '' : ` through ${between.join(', ')}`;
    const to =
      activation === null
        ? unfollowedText(unfollowed)
        : `${activation.name}${shapeText(activation.shape)} (${activation.path}:${activation.line}${activation.assumption === undefined ? '' : `, with the default ${activation.assumption}`})`;
    const how =
      initializer === null ? '' : `, ${initializer.name}${initializer.explicit ? '' : ' by default'}`;
    return `  ${layer.model}: ${from}${how} → ${to}${through}`;
  });
  return `${[path, ...rows, ...(models ?? []).flatMap(signalRows)].map(visible).join('\n')}\n`;
}

/** A way that ends in view reaches no activation; of one that goes on unseen nobody knows. */
function unfollowedText(unfollowed: EdgeRecord['unfollowed']): string {
  if (unfollowed === undefined) return 'no activation';
  const { kind, name, path, line } = unfollowed;
  if (name === null) return 'not followed: nothing is seen of where its output goes';
  const what = kind === 'call' ? `the call of ${name}` : kind === 'statement' ? `the unread ${name}` : name;
  return `not followed beyond ${what}${line === null ? '' : ` (${path ?? ''}:${line})`}`;
}

/** ` (batch, 64)`; nothing where not even the number of axes is known. */
function shapeText(shape: PrintedShape | undefined): string {
  return shape === undefined || shape === null ? '' : ` ${axesText(shape)}`;
}

/** `  Net, line 5:` and a line a step: shape, RMS, signal, gradient. */
function signalRows({ name, line, complete, steps }: ModelRecord): readonly string[] {
  const rows = steps.map((step) => {
    const shape = step.shape === null ? '?' : axesText(step.shape);
    const figures = [
      ['rms', step.rms],
      ['signal', step.signal],
      ['gradient', step.gradient],
    ].map(([label, value]) => `${label} ${typeof value === 'number' ? formatFigure(value) : '?'}`);
    const reason = step.unknown === null ? '' : `: ${step.unknown}`;
    return `    ${step.line} ${step.module ?? step.name} ${shape} ${figures.join(', ')}${reason}`;
  });
  return [`  ${name}, line ${line}${complete ? '' : ', followed in part'}:`, ...rows];
}
