/** One cause, one finding: what repeats in a model is told at its first place, with the others beside it. */
import type { Model } from '../../network/graph';
import { titleOfModel } from '../../network/model-title';
import { phrase, type Phrase } from '../../phrase';
import { expressionAt } from '../../python/walk';
import type { Place } from '../../python/syntax';
import { samePlace } from '../../python/place';
import type { Edit, Fix, RelatedPlace, RuleContext, Severity } from '../rule';

/** The cause at one place. */
export interface Instance {
  readonly place: Place;
  readonly severity: Severity;
  readonly message: Phrase;
  /** Of places that are equally grave, the message of the heaviest is told. */
  readonly weight: number;
  readonly related: readonly RelatedPlace[];
  /** For this place alone. */
  readonly fix: Fix | undefined;
  /** Layers of the model that this place is about. */
  readonly layers: number;
}

/** Places that are told one by one: an editor lists each on a line of the hover, above what the hover is about. */
const MOST_TOLD = 2;
const GRAVITY: Readonly<Record<Severity, number>> = { hint: 0, information: 1, warning: 2, error: 3 };

export interface Mending {
  /** Title of the suggestion that mends so many layers of the model; given the titles of those for single places. */
  readonly titleForAll: (layers: number, model: string, titles: readonly Phrase[]) => Phrase;
  /** A suggestion that mends all places in another way; it then stands alone. */
  readonly whole?: Fix | undefined;
}

/** Reports instances that have one cause. Where there are several and all can be mended, the first suggestion mends them all. */
export function reportOneCause(
  model: Model,
  instances: readonly Instance[],
  mending: Mending,
  context: RuleContext,
): void {
  const { bindings } = context;
  const position = ({ place }: Instance): number | undefined => {
    const base = bindings.module.baseOf(place.unit);
    return base === undefined ? undefined : base + place.start;
  };
  const inside = instances.filter((instance) => position(instance) !== undefined);
  // What only other files hold may still be brought together by this one.
  const here = inside.length > 0 ? inside : [...instances];
  here.sort((one, other) => (position(one) ?? 0) - (position(other) ?? 0));
  const [first, ...rest] = here.filter(
    ({ place }, index) => here.findIndex((other) => samePlace(other.place, place)) === index,
  );
  if (first === undefined) return;
  const told = [first, ...rest].reduce((best, other) =>
    GRAVITY[other.severity] > GRAVITY[best.severity] ||
    (other.severity === best.severity && other.weight > best.weight)
      ? other
      : best,
  );
  const fixes = [fixForAll([first, ...rest], titleOfModel(model), mending), first.fix];
  context.report({
    place: first.place,
    severity: told.severity,
    message: told.message,
    related: [...first.related, ...alike(rest.map(({ place }) => place))],
    fixes: mending.whole === undefined ? fixes.filter((fix) => fix !== undefined) : [mending.whole],
  });
}

/** Places of which the same is true: a few one by one, of more the first and their number. */
export function alike(places: readonly Place[]): readonly RelatedPlace[] {
  const [first] = places;
  if (first === undefined || places.length <= MOST_TOLD)
    return places.map((place) => ({ place, message: phrase`The same is the case here.` }));
  return [
    {
      place: first,
      message: phrase`The same is the case here and in ${String(places.length - 1)} more places.`,
    },
  ];
}

/** Undefined for a single place, and where one of several cannot be mended. */
function fixForAll(instances: readonly Instance[], model: string, { titleForAll }: Mending): Fix | undefined {
  if (instances.length < 2) return undefined;
  const edits: Edit[] = [];
  const titles: Phrase[] = [];
  let layers = 0;
  for (const { fix, layers: own } of instances) {
    if (fix === undefined) return undefined;
    edits.push(...fix.edits);
    titles.push(fix.title);
    layers += own;
  }
  return { title: titleForAll(layers, model, titles), safe: false, edits };
}

/** The name alone of what is called at a place: `xavier_uniform_` of `nn.init.xavier_uniform_(w)`. Other places stay as they are. */
export function calledName(place: Place): Place {
  const expression = expressionAt(place);
  if (expression?.kind !== 'Call') return place;
  const { callee } = expression;
  const start = callee.kind === 'Attribute' ? callee.nameStart : callee.start;
  return { unit: callee.unit, start, end: callee.end };
}
