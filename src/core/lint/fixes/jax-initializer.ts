/** Initialisers of JAX and Flax as a fix writes them: `nn.initializers.he_normal()`. */
import { symbolOf } from '../../frameworks';
import type { Bindings } from '../../python/names';
import { placeOf } from '../../python/place';
import type { CallExpression, Expression } from '../../python/syntax';
import { spell, spellBeside } from './imports';
import type { Spelling } from './imports';
import type { Exchange } from '../analysis/initializer-target';
import { NEGLIGIBLE_SLOPE } from '../analysis/initializer-target';
import { distributionOf, varianceScale } from './keras-initializer';
import type { Edit } from '../rule';
import { quoteOf } from '../../python/source-text';

/** Arguments that mean the same to every initialiser that scales by fans. */
const KEPT = new Set(['dtype', 'in_axis', 'out_axis', 'batch_axis']);

/** `nn.initializers.zeros` → `nn.initializers.he_normal()`: all but the constants are made by a call. */
export function exchangeJax(
  expression: Expression,
  qualifiedName: string,
  exchange: Exchange,
  bindings: Bindings,
): readonly Edit[] | undefined {
  const call = expression.kind === 'Call' ? expression : undefined;
  const callee = call?.callee ?? expression;
  const written = nameAndArguments(
    exchange,
    qualifiedName,
    call,
    quoteOf(expression.unit.text, bindings.module.text),
  );
  const wanted = qualifiedName.slice(0, qualifiedName.lastIndexOf('.') + 1) + (written?.name ?? '');
  if (written === undefined || symbolOf(wanted)?.role !== 'initializer') return undefined;
  if (call?.arguments.some(({ form }) => form !== 'positional' && form !== 'keyword') === true)
    return undefined;
  const spelling = spellBeside(bindings, callee, qualifiedName, written.name);
  const place = placeOf(expression);
  return [{ kind: 'replace', place, newText: spelling.text + written.arguments }, ...spelling.edits];
}

/** How an argument of a Flax layer says it, given the layer's qualified name. */
export function jaxArgument(
  exchange: Exchange,
  layer: string,
  bindings: Bindings,
  at: CallExpression,
): Spelling | undefined {
  const written = nameAndArguments(exchange, layer, undefined, quoteOf(at.unit.text, bindings.module.text));
  if (written === undefined) return undefined;
  const home = layer.startsWith('flax.nnx.') ? 'flax.nnx.initializers' : 'flax.linen.initializers';
  const { text, edits } = spell(bindings, `${home}.${written.name}`, at);
  return { text: text + written.arguments, edits };
}

function nameAndArguments(
  { target, shape }: Exchange,
  qualifiedName: string,
  call: CallExpression | undefined,
  quote: string,
): { readonly name: string; readonly arguments: string } | undefined {
  const kept = (call?.arguments ?? [])
    .filter(({ name }) => name !== undefined && KEPT.has(name))
    .map(({ start, end }) => call?.unit.text.slice(start, end) ?? '');
  const drawn = (family: string) => ({ name: `${family}_${shape}`, arguments: `(${kept.join(', ')})` });
  switch (target.family) {
    case 'he': {
      if (target.slope <= NEGLIGIBLE_SLOPE) return drawn('he');
      const settings = [
        String(varianceScale(target.slope)),
        `${quote}fan_in${quote}`,
        `${quote}${distributionOf(shape)}${quote}`,
      ];
      return { name: 'variance_scaling', arguments: `(${[...settings, ...kept].join(', ')})` };
    }
    case 'xavier':
      return drawn('glorot');
    case 'lecun':
      return drawn('lecun');
    case 'orthogonal':
      return {
        name: 'orthogonal',
        arguments: `(${kept.filter((argument) => argument.startsWith('dtype')).join(', ')})`,
      };
    case 'zeros':
      // Flax's `zeros_init` makes the initialiser, JAX's `zeros` is one.
      return qualifiedName.startsWith('flax.') && call !== undefined
        ? { name: 'zeros_init', arguments: '()' }
        : { name: 'zeros', arguments: '' };
    case 'identity':
      return undefined;
  }
}
