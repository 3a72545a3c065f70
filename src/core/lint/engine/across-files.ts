/**
 * What other files hold becomes a fault where they are brought together: the softmax of `models.py` where `train.py` gives it to a
 * cross-entropy. Such a finding stands in the document that does so, at the innermost call that does, and in no other.
 */
import { covers, samePlace } from '../../python/place';
import type { ActivationNode, Model, SignalNode } from '../../network/graph';
import { phrase } from '../../phrase';
import { outlineOf } from '../../python/outline';
import type { Place, SourceModule, Unit } from '../../python/syntax';
import type { Finding } from '../rule';

/** One thing that a finding speaks of: how it came to be, from its own place outwards to a call in the document that was traced. */
interface Evidence {
  readonly kind: 'loss' | 'initialization' | 'step';
  readonly ways: readonly (readonly Place[])[];
  /** What a loss takes. */
  readonly predictions?: readonly number[];
}

/**
 * A finding whose place lies in another file, moved to the place in this document where what it speaks of meets; undefined where a file
 * further in brings it together, which then says it itself.
 */
export function movedToDocument(model: Model, finding: Finding, module: SourceModule): Finding | undefined {
  const evidence = evidenceOf(model, finding);
  const isHere = ({ unit }: Place): boolean => module.baseOf(unit) !== undefined;
  if (evidence.length === 0 || !evidence.every(({ ways }) => ways.some((way) => way.some(isHere))))
    return undefined;
  const others = new Set(
    evidence.flatMap(({ ways }) =>
      ways
        .flat()
        .filter((place) => !isHere(place))
        .map(({ unit }) => unit.uri),
    ),
  );
  const whole = [...evidence, ...predictionsIn(model, evidence)];
  for (const uri of others) if (bringsTogether(whole, uri)) return undefined;
  const place = firstHere(evidence, isHere);
  if (place === undefined) return undefined;
  const related = finding.related.filter((other) => !samePlace(other.place, place));
  return {
    ...finding,
    place,
    related: [{ place: finding.place, message: phrase`It stands here.` }, ...related],
    fixes: [],
  };
}

/** What the losses take: a loss alone is no fault. */
function predictionsIn(model: Model, evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.flatMap(({ predictions = [] }) => {
    const ways = predictions.flatMap((index) => {
      const node = model.nodes[index];
      return node === undefined ? [] : [wayOf(node)];
    });
    return ways.length === 0 ? [] : [{ kind: 'step' as const, ways }];
  });
}

/**
 * Whether a file makes all of it one thing: in one of its definitions, or by statements that run when it is imported. One that only holds a
 * network and, beside it, a loss leaves it to others to bring them together.
 */
function bringsTogether(evidence: readonly Evidence[], uri: string): boolean {
  const units = evidence.map(({ ways }) => [
    ...new Set(ways.flat().flatMap(({ unit }) => (unit.uri === uri ? [unit] : []))),
  ]);
  if (units.some((own) => own.length === 0)) return false;
  if (units.flat().some((unit) => outlineOf(unit) === undefined)) return true;
  const [first = [], ...rest] = units;
  return first.some((unit) => rest.every((own) => own.some((other) => areOne(unit, other))));
}

/** One definition, or a class and one that extends it. */
const areOne = (unit: Unit, other: Unit): boolean =>
  unit === other || extendsClass(unit, other) || extendsClass(other, unit);

function extendsClass(unit: Unit, other: Unit): boolean {
  const outline = outlineOf(other);
  return (
    outline?.kind === 'class' &&
    unit.body.some(
      (statement) =>
        statement.kind === 'Class' &&
        statement.arguments.some(({ value }) => value.kind === 'Name' && value.id === outline.name),
    )
  );
}

/** Where a finding names a loss, the place where it is called is named, too: it may be made far from there. */
export function withLossCall(model: Model, finding: Finding): Finding {
  const places = [finding.place, ...finding.related.map(({ place }) => place)];
  const calls = model.losses.flatMap(({ place, callPlace }) =>
    callPlace !== undefined &&
    places.some((named) => covers(place, named)) &&
    !places.some((named) => covers(callPlace, named))
      ? [{ place: callPlace, message: phrase`The loss is called here.` }]
      : [],
  );
  return calls.length === 0 ? finding : { ...finding, related: [...finding.related, ...calls] };
}

/** Activations that the default of a configuration names, looked for once a model: of a deep one there may be thousands of findings. */
const assumingOf = new WeakMap<Model, readonly ActivationNode[]>();
function assumingNodes(model: Model): readonly ActivationNode[] {
  let nodes = assumingOf.get(model);
  if (nodes === undefined) {
    nodes = model.nodes.flatMap((node) =>
      node.kind === 'activation' && node.assumption !== undefined ? [node] : [],
    );
    assumingOf.set(model, nodes);
  }
  return nodes;
}

/** Where a finding speaks of an activation that a default of a configuration names, it says so. */
export function withAssumption(model: Model, finding: Finding): Finding {
  const assuming = assumingNodes(model);
  if (assuming.length === 0) return finding;
  const places = [finding.place, ...finding.related.map(({ place }) => place)];
  for (const node of assuming) {
    if (node.assumption === undefined || !places.some((place) => covers(node.place, place))) continue;
    const assumed = `${node.assumption.name}=${JSON.stringify(node.assumption.value)}`;
    return { ...finding, message: phrase`${finding.message} This holds with the default ${assumed}.` };
  }
  return finding;
}

const order: readonly Evidence['kind'][] = ['loss', 'initialization', 'step'];

function firstHere(evidence: readonly Evidence[], isHere: (place: Place) => boolean): Place | undefined {
  for (const kind of order)
    for (const { ways, kind: own } of evidence)
      if (own === kind)
        for (const way of ways) {
          const place = way.find(isHere);
          if (place !== undefined) return { unit: place.unit, start: place.start, end: place.end };
        }
  return undefined;
}

function evidenceOf(model: Model, { place, related, rule }: Finding): readonly Evidence[] {
  const places = [place, ...related.map((other) => other.place)];
  const evidence = places.flatMap((one) => thingsAt(model, one));
  // A rule about losses may speak of the loss in its words only.
  if (evidence.every(({ kind }) => kind === 'step') && aboutLosses.test(rule))
    evidence.push(...model.losses.map(lossEvidence));
  return evidence;
}

const aboutLosses = /loss|cross-entropy|bce|output/;

function thingsAt(model: Model, place: Place): readonly Evidence[] {
  const losses = model.losses.filter(
    (loss) => covers(loss.place, place) || (loss.callPlace !== undefined && covers(loss.callPlace, place)),
  );
  if (losses.length > 0) return losses.map(lossEvidence);
  const found: Evidence[] = [];
  const layers: SignalNode[] = [];
  const settings: (readonly Place[])[] = [];
  const steps: SignalNode[] = [];
  for (const node of model.nodes) {
    const start = 'initialization' in node ? node.initialization : undefined;
    if (start?.place !== undefined && start.place.unit !== node.place.unit && covers(start.place, place)) {
      layers.push(node);
      settings.push([start.place, ...(start.chain ?? [])]);
    } else if (covers(node.place, place) || (node.callPlace !== undefined && covers(node.callPlace, place)))
      steps.push(node);
  }
  if (settings.length > 0) {
    found.push({ kind: 'initialization', ways: settings });
    // The layers whose weights are set there are part of the evidence, too.
    found.push({ kind: 'step', ways: layers.map(wayOf) });
  }
  if (steps.length > 0) found.push({ kind: 'step', ways: steps.map(wayOf) });
  return found;
}

function lossEvidence({ place, callPlace, chain, predictions }: Model['losses'][number]): Evidence {
  return { kind: 'loss', ways: [[callPlace ?? place, ...(chain ?? [])]], predictions };
}

function wayOf({ place, chain, origin }: SignalNode): readonly Place[] {
  return [place, ...(origin ?? chain)];
}
