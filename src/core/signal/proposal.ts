/** What the suggestions of a model's findings make of its signal: the text with their edits, traced once more. */
import { applyEdits, mergeFixes } from '../lint/fixes/fixes';
import { ruleMetas } from '../lint/registry';
import type { RuleMeta } from '../lint/rule';
import type { Model } from '../network/graph';
import type { LensDocument, LensService, OffsetRange, ReportedEdit, ReportedFinding } from '../api';
import { signalOf, sizedModel, usualSizes, type Sizes } from '../tensors';
import { followedEnd, stretchesOf, type Stretch } from './stretches';

/** A suggestion that moves the signal or its gradient. */
export interface ProposedFix {
  readonly title: string;
  readonly rule: string;
  /** Where its finding stands. */
  readonly range: OffsetRange;
}
export interface Proposal {
  readonly fixes: readonly ProposedFix[];
  /** By layer of the model as it is; undefined where a figure is not known. */
  readonly signal: readonly (number | undefined)[];
  readonly gradient: readonly (number | undefined)[];
}

/** Rules whose suggestions may change what reaches a layer at the start. */
const moving: ReadonlySet<RuleMeta['category']> = new Set(['initialization', 'recurrent', 'shape']);
const categories = new Map(ruleMetas.map(({ name, category }) => [name, category]));
/** Each is traced by itself to see whether it moves anything. */
const MOST_FIXES = 6;
/** Less of a difference does not show. Decades. */
const VISIBLE = 0.02;

/** What is taken for what the code leaves open. */
export interface Taken {
  readonly sizes: Sizes;
  /** Arguments of the model's class. */
  readonly given: ReadonlyMap<string, number>;
}

interface Candidate extends ProposedFix {
  readonly edits: readonly ReportedEdit[];
}

/**
 * @param service one of its own: the document is opened in it with another text, and closed again
 * @param taken for lengths and arguments that the code leaves open
 */
export function proposalFor(
  model: Model,
  lens: LensDocument,
  findings: readonly ReportedFinding[],
  service: LensService,
  { sizes, given }: Taken = { sizes: usualSizes(model), given: new Map() },
): Proposal | undefined {
  const candidates = candidatesFor(model, lens, findings);
  if (candidates.length === 0) return undefined;
  const now = linesOf(model, sizes);
  let version = 0;
  const after = (fixes: readonly Candidate[]): Lines | undefined => {
    const { edits } = mergeFixes(fixes);
    const place = lens.rangeOf(model.place);
    if (place === undefined) return undefined;
    const text = applyEdits(lens.text, edits);
    version += 1;
    const traced = service.update(lens.uri, version, text);
    const moved = edits.reduce(
      (sum, { start, end, newText }) => sum + (end <= place.start ? newText.length - (end - start) : 0),
      place.start,
    );
    const same = traced.modelsNear(moved).find(({ name }) => name === model.name);
    return same && alongside(model, traced.modelWith(same, given), sizes);
  };
  try {
    const effective = candidates.filter((one) => {
      const lines = after([one]);
      return lines !== undefined && differs(now, lines);
    });
    const { fixes } = mergeFixes(effective);
    const lines = fixes.length === 0 ? undefined : after(fixes);
    if (lines === undefined || !isBetter(now, lines)) return undefined;
    return { fixes: fixes.map(({ title, rule, range }) => ({ title, rule, range })), ...lines };
  } finally {
    service.close(lens.uri);
  }
}

/** The first suggestion of each finding that stands in a statement from which the model was traced. */
function candidatesFor(
  model: Model,
  lens: LensDocument,
  findings: readonly ReportedFinding[],
): readonly Candidate[] {
  const mendable = findings.filter(({ fixes, rule }) => {
    const category = categories.get(rule);
    return fixes.length > 0 && category !== undefined && moving.has(category);
  });
  if (mendable.length === 0) return [];
  const units = new Set(
    [model, ...model.nodes].flatMap((one) => [
      one.place.unit,
      ...('kind' in one ? one.chain.map(({ unit }) => unit) : []),
      ...('initialization' in one && one.initialization?.place ? [one.initialization.place.unit] : []),
    ]),
  );
  const statements = [...units].flatMap(
    (unit) => lens.rangeOf({ unit, start: 0, end: unit.text.length }) ?? [],
  );
  return mendable
    .filter((finding) => statements.some(({ start, end }) => finding.start >= start && finding.end <= end))
    .slice(0, MOST_FIXES)
    .flatMap(({ fixes: [fix], rule, start, end }) =>
      fix === undefined ? [] : [{ title: fix.title, rule, range: { start, end }, edits: fix.edits }],
    );
}

interface Lines {
  readonly signal: readonly (number | undefined)[];
  readonly gradient: readonly (number | undefined)[];
}

function linesOf(
  model: Model,
  sizes: Sizes,
  stretches: readonly (Stretch | undefined)[] = stretchesOf(model),
): Lines {
  const sized = sizedModel(model, sizes);
  const { signal, gradient } = signalOf(sized);
  // A stretch that began anew says nothing about what came before it.
  const own = (found: ReturnType<typeof signal>): number | undefined =>
    found?.stretch === 0 ? found.value : undefined;
  return {
    signal: stretches.map((stretch) => stretch && own(signal(followedEnd(sized, stretch)))),
    gradient: stretches.map((stretch) => stretch && own(gradient(stretch.layer.index))),
  };
}

/** The figures of another model in the order of this one's layers: by place where both have as many, else by name. */
function alongside(model: Model, other: Model, sizes: Sizes): Lines {
  const [own, theirs] = [stretchesOf(model), stretchesOf(other)];
  if (own.length === theirs.length) return linesOf(other, sizes, theirs);
  const byName = new Map(theirs.map((stretch) => [stretch.layer.path, stretch]));
  return linesOf(
    other,
    sizes,
    own.map(({ layer }) => (layer.path === undefined ? undefined : byName.get(layer.path))),
  );
}

const decades = (value: number | undefined): number | undefined =>
  value === undefined ? undefined : value > 0 ? Math.log10(value) : value === 0 ? -Infinity : undefined;

function differs(one: Lines, other: Lines): boolean {
  return (['signal', 'gradient'] as const).some((line) =>
    one[line].some((value, index) => {
      const [before, after] = [decades(value), decades(other[line][index])];
      if (before === undefined || after === undefined) return before !== after;
      return before !== after && !(Math.abs(before - after) <= VISIBLE);
    }),
  );
}

/** Signal or gradient stay nearer to 1, and together they do. */
function isBetter(now: Lines, other: Lines): boolean {
  const gains = (['signal', 'gradient'] as const).map((line) => strays(now[line]) - strays(other[line]));
  return gains.some((gain) => gain > VISIBLE) && gains.reduce((sum, gain) => sum + gain, 0) > VISIBLE;
}

/** How far a line goes from 1, in decades; infinite where nothing is left or it leaves float64. */
function strays(line: readonly (number | undefined)[]): number {
  return Math.max(
    0,
    ...line.map((value) => {
      const size = decades(value);
      return size === undefined ? 0 : Math.min(400, Math.abs(size));
    }),
  );
}
