/** `Out = namedtuple('Out', ['logits', 'aux'])`: tuples whose elements have names, too. */
import { external, list, UNKNOWN, type CallArguments, type ListValue, type Value } from '../machine/values';

/** The class that `namedtuple` makes is called with its fields beside what it is given. */
const CLASS = external('collections.namedtuple()');
const FIELDS = '@fields';

/** Undefined for any other function. */
export function namedTuple(name: string, given: CallArguments): Value | undefined {
  if (name === CLASS.name) return tupleOf(given);
  if (name !== 'collections.namedtuple') return undefined;
  const fields = given.keywords.get('field_names') ?? given.positional[1] ?? UNKNOWN;
  const keywords = new Map([[FIELDS, fields]]);
  return { kind: 'partial', callee: CLASS, arguments: { positional: [], keywords, open: false } };
}

function tupleOf({ positional, keywords, open }: CallArguments): ListValue | undefined {
  const fields = fieldsIn(keywords.get(FIELDS));
  if (fields === undefined) return undefined;
  const elements = fields.map((field, place) => positional[place] ?? keywords.get(field) ?? UNKNOWN);
  return { ...list(elements, 'tuple', open), fields };
}

function fieldsIn(value: Value | undefined): readonly string[] | undefined {
  if (value?.kind === 'scalar' && typeof value.value === 'string')
    return value.value.split(/[\s,]+/).filter((field) => field !== '');
  if (value?.kind !== 'list' || value.open) return undefined;
  const names = value.elements.flatMap((element) =>
    element.kind === 'scalar' && typeof element.value === 'string' ? [element.value] : [],
  );
  return names.length === value.elements.length ? names : undefined;
}

/** What a field of such a tuple holds. */
export function fieldOfTuple({ fields, elements }: ListValue, name: string): Value | undefined {
  const place = fields?.indexOf(name) ?? -1;
  return place < 0 ? undefined : elements[place];
}
