/** Defaults of options of the command line: `parser.add_argument('--lr', default=0.1)`, then `args.lr`. */
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, FunctionDefinition, Place } from '../../python/syntax';
import { walk, walkUnit } from '../../python/walk';
import { wordsOf } from '../../python/words';
import { localValue, valueOf } from './local-value';

/** The number that an option has where nobody gives another; undefined where the expression is none or the file has several of that name. */
export function defaultOfOption(
  expression: Expression,
  bindings: Bindings,
): { readonly value: number; readonly place: Place } | undefined {
  if (expression.kind !== 'Attribute' || !isParsed(expression.object, bindings)) return undefined;
  const options = bindings.module.units
    .filter((unit) => wordsOf(unit).has('add_argument'))
    .flatMap((unit) => {
      const found: CallExpression[] = [];
      walkUnit(unit, (node) => {
        if (node.kind === 'Call' && node.callee.kind === 'Attribute' && node.callee.name === 'add_argument')
          if (destinationOf(node) === expression.name) found.push(node);
      });
      return found;
    });
  const [option] = options;
  if (option === undefined || options.length > 1) return undefined;
  const given = option.arguments.find(({ name }) => name === 'default')?.value;
  const value = given && bindings.constant(given);
  return given !== undefined && typeof value === 'number' ? { value, place: given } : undefined;
}

/** `args` of `args = parser.parse_args()` or of `args = get_args()` that returns it, or a parameter that is called so. */
function isParsed(object: Expression, bindings: Bindings): boolean {
  if (object.kind !== 'Name') return false;
  const value = valueOf(object, bindings);
  if (value === undefined) return /^(?:args|opts?|options|flags|hparams)$/i.test(object.id);
  if (isParsing(value)) return true;
  const maker = value.kind === 'Call' ? bindings.referent(value.callee) : undefined;
  return maker?.kind === 'function' && returnsParsed(maker.definition);
}

const isParsing = (value: Expression): boolean =>
  value.kind === 'Call' && value.callee.kind === 'Attribute' && value.callee.name === 'parse_args';

/** Whether all that a function gives back is what a parser read. */
function returnsParsed(definition: FunctionDefinition): boolean {
  const returned: boolean[] = [];
  walk(definition, (node) => {
    if (node !== definition && (node.kind === 'Function' || node.kind === 'Lambda')) return false;
    if (node.kind === 'Return')
      returned.push(node.value !== undefined && isParsing(localValue(node.value) ?? node.value));
    return true;
  });
  return returned.length > 0 && returned.every(Boolean);
}

/** The attribute that an option sets: its `dest`, else its first long name. */
function destinationOf({ arguments: given }: CallExpression): string | undefined {
  const destination = given.find(({ name }) => name === 'dest')?.value;
  if (destination !== undefined) return destination.kind === 'String' ? destination.value : undefined;
  const names = given.flatMap(({ form, value }) =>
    form === 'positional' && value.kind === 'String' && value.value !== undefined ? [value.value] : [],
  );
  const name = names.find((one) => one.startsWith('--')) ?? names[0];
  return name?.replace(/^-+/, '').replaceAll('-', '_');
}
