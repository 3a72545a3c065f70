/**
 * Holds the tracer against what PyTorch really did when torchvision's models ran: recall and precision of the pairs layer → activation
 * and of explicit final initialisers. `node scripts/measure-trace.mjs [--verbose]` bundles and runs this.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { bind } from '../src/core/python/bind';
import { parseModule } from '../src/core/python/parse';
import { edges, type EdgeRecord } from '../src/core/network/edges';
import { frontEnds } from '../src/core/frameworks/generated/front-ends';
import { useFrontEnds } from '../src/core/network/machine/front-end';
import { traceModule } from '../src/core/network/trace/trace';
import type { Model, ModuleTrace } from '../src/core/network/graph';
import type { Place, SourceModule } from '../src/core/python/syntax';

useFrontEnds(frontEnds);

const packages = process.env['ACTIVATION_LENS_PACKAGES'] ?? '/usr/lib/python3/dist-packages';
const referenceFolder = process.env['ACTIVATION_LENS_REFERENCE'] ?? 'test/reference';
const verbose = process.argv.includes('--verbose');

interface EdgeReference {
  readonly layer: { readonly class: string; readonly file: string; readonly line: number };
  readonly activation: { readonly name: string; readonly file: string; readonly line: number } | null;
  readonly pattern?: string;
}
interface InitReference {
  readonly init: string;
  readonly at: string;
  readonly default: boolean;
  readonly final: boolean;
  readonly target: {
    readonly class: string;
    readonly param: string;
    readonly weight_layer: boolean;
    readonly file: string;
    readonly line: number;
  };
}
const reference = <T>(name: string): readonly T[] =>
  JSON.parse(readFileSync(path.join(referenceFolder, name), 'utf8')) as readonly T[];

const texts = new Map<string, string | undefined>();
const source = {
  read(uri: string): string | undefined {
    if (!texts.has(uri))
      texts.set(uri, existsSync(uri) && statSync(uri).isFile() ? readFileSync(uri, 'utf8') : undefined);
    return texts.get(uri);
  },
  parsed: (uri: string): SourceModule | undefined => parsed.get(uri),
  resolve(module: string, level: number, fromUri: string): string | undefined {
    let folder = packages;
    if (level > 0) {
      folder = path.dirname(fromUri);
      for (let up = 1; up < level; up += 1) folder = path.dirname(folder);
    } else if (!module.startsWith('torchvision')) return undefined;
    const target = path.join(folder, ...module.split('.').filter((part) => part !== ''));
    return [`${target}.py`, path.join(target, '__init__.py')].find(
      (candidate) => this.read(candidate) !== undefined,
    );
  },
};

function pythonFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return pythonFiles(full);
    return entry.name.endsWith('.py') ? [full] : [];
  });
}

const relative = (uri: string): string => path.relative(packages, uri);
const files = pythonFiles(path.join(packages, 'torchvision'));
for (const file of files) source.read(file);
/** Milliseconds of processor time that this process has used: other programs on the machine do not count. */
const work = (): number => process.cpuUsage().user / 1000;

/** A unit is parsed when it is asked for its statements. */
const parsed = new Map<string, SourceModule>();
const parseAll = (): number => {
  const started = work();
  for (const file of files) {
    const module = parseModule(file, source.read(file) ?? '');
    parsed.set(file, module);
    for (const unit of module.units) void unit.body.length;
  }
  return work() - started;
};
/** Traces every file with a cache of its own; the processor time of binding and tracing. */
function traceAll(): {
  readonly time: number;
  readonly traces: readonly (readonly [string, ModuleTrace, number])[];
} {
  const own = { ...source };
  const started = work();
  const traces = files.flatMap((file) => {
    const module = parsed.get(file);
    if (module === undefined) return [];
    const before = work();
    const trace = traceModule(bind(module), { source: own });
    return [[file, trace, work() - before] as const];
  });
  return { time: work() - started, traces };
}

const coldParse = parseAll();
const cold = traceAll();
const warmParse = parseAll();
const { time: warmTrace, traces } = traceAll();
const ratio = (parse: number, trace: number): string =>
  `parse ${parse.toFixed(0)} ms, bind and trace ${trace.toFixed(0)} ms, together ×${((parse + trace) / parse).toFixed(2)} of the parse`;
const found: { model: Model; records: readonly EdgeRecord[] }[] = [];
for (const [, trace] of traces) {
  const locate = (place: Place): { path: string; line: number } | undefined => {
    const module = trace.modules.get(place.unit.uri);
    const base = module?.baseOf(place.unit);
    return module === undefined || base === undefined
      ? undefined
      : { path: relative(place.unit.uri), line: module.positionAt(base + place.start).line };
  };
  for (const model of trace.models) found.push({ model, records: edges(model, locate) });
}
console.log(`files ${files.length}, models ${found.length}`);
console.log(`in a fresh process: ${ratio(coldParse, cold.time)}`);
console.log(`once more: ${ratio(warmParse, warmTrace)}`);
if (verbose) {
  const slowest = [...traces].sort((left, right) => right[2] - left[2]).slice(0, 12);
  for (const [file, trace, time] of slowest)
    console.log(`  ${time.toFixed(0)} ms ${relative(file)} (${trace.models.length} models)`);
}

// Edges.
const outOfScope = 'module_swapped_after_construction';
const all = reference<EdgeReference>('torchvision-edges.json');
const key = (
  layer: { file: string; line: number },
  activation: { file: string; line: number } | null,
): string =>
  `${layer.file}:${layer.line} → ${activation === null ? 'none' : `${activation.file}:${activation.line}`}`;
const truth = new Map<string, EdgeReference>();
for (const record of all)
  if (record.activation !== null) {
    const name = key(record.layer, record.activation);
    if (!truth.has(name) || truth.get(name)?.pattern === outOfScope) truth.set(name, record);
  }
const ranLayers = new Set(all.map((record) => `${record.layer.file}:${record.layer.line}`));
const claimed = new Map<string, EdgeRecord>();
const claimedAll = new Map<string, EdgeRecord>();
for (const { records } of found)
  for (const record of records) {
    if (record.activation === null) continue;
    const layer = { file: record.layer.path, line: record.layer.line };
    const name = key(layer, { file: record.activation.path, line: record.activation.line });
    claimedAll.set(name, record);
    // Only layers that really ran can be judged.
    if (ranLayers.has(`${layer.file}:${layer.line}`)) claimed.set(name, record);
  }
const scoped = [...truth].filter(([, record]) => record.pattern !== outOfScope);
const hits = scoped.filter(([name]) => claimed.has(name));
const wrong = [...claimed].filter(([name]) => !truth.has(name));
const percent = (part: number, whole: number): string => `${part}/${whole} = ${(part / whole).toFixed(3)}`;
console.log(
  `\nedges: recall ${percent(hits.length, scoped.length)}, precision ${percent(claimed.size - wrong.length, claimed.size)} (${claimedAll.size - claimed.size} more pairs of layers that never ran)`,
);
for (const pattern of new Set(scoped.map(([, record]) => record.pattern))) {
  const of = scoped.filter(([, record]) => record.pattern === pattern);
  console.log(`  ${pattern ?? '?'}: ${percent(of.filter(([name]) => claimed.has(name)).length, of.length)}`);
}
const seenLayers = new Set(
  found.flatMap(({ records }) => records.map(({ layer }) => `${layer.path}:${layer.line}`)),
);
const cause = (record: EdgeReference): string =>
  seenLayers.has(`${record.layer.file}:${record.layer.line}`) ? 'layer seen, edge not' : 'layer not seen';
const misses = scoped
  .filter(([name]) => !claimed.has(name))
  .map(([name, record]) => `${cause(record)}: ${name} (${record.pattern ?? '?'})`);
for (const miss of misses.sort()) console.log(`  missed, ${miss}`);
for (const [name, record] of wrong) console.log(`  wrong: ${name} in ${record.layer.model}`);

// Initialisers: the last explicit call on a weight layer's weight.
const inits = reference<InitReference>('torchvision-inits.json');
const place = (at: string): string => at.split(':').slice(0, 2).join(':');
const weightParameters = new Set(['weight', 'in_proj_weight', 'weight_ih_l0']);
const initKey = (layer: { file: string; line: number }, at: string): string =>
  `${layer.file}:${layer.line} ← ${at}`;
const finals = inits.filter(
  (record) => record.final && record.target.weight_layer && weightParameters.has(record.target.param),
);
const explicitTruth = new Set(
  finals.filter((record) => !record.default).map((record) => initKey(record.target, place(record.at))),
);
const ranWeights = new Set(finals.map((record) => `${record.target.file}:${record.target.line}`));
const explicitFound = new Set<string>();
for (const { records } of found)
  for (const { layer, initializer } of records) {
    if (initializer?.explicit !== true || initializer.path === null) continue;
    if (!ranWeights.has(`${layer.path}:${layer.line}`)) continue;
    explicitFound.add(
      initKey({ file: layer.path, line: layer.line }, `${initializer.path}:${initializer.line ?? 0}`),
    );
  }
const initHits = [...explicitTruth].filter((name) => explicitFound.has(name));
const initWrong = [...explicitFound].filter((name) => !explicitTruth.has(name));
console.log(
  `\nexplicit initialisers: recall ${percent(initHits.length, explicitTruth.size)}, precision ${percent(explicitFound.size - initWrong.length, explicitFound.size)}`,
);
for (const name of explicitTruth) if (!explicitFound.has(name)) console.log(`  missed: ${name}`);
for (const name of initWrong) console.log(`  wrong: ${name}`);
