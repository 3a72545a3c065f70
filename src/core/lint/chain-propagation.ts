/** Mean-field figures for a chain of the signal graph. */
import { symbolOf } from '../frameworks';
import { expressionAt } from '../python/walk';
import { propagateChain } from '../propagation/chain';
import type { Propagation, PropagationLayer } from '../propagation/chain';
import type { OperationNode } from '../network/graph';
import type { ChainLink } from './signal-walk';

/**
 * Propagates a signal of mean square 1 through links of a chain, as they are initialised. Undefined where a link's variance is unknown.
 * @param varianceTimesFanIn overrides every link's own, to ask what a recommended initialisation would do.
 */
export function propagateLinks(
  links: readonly ChainLink[],
  varianceTimesFanIn?: number,
): Propagation | undefined {
  const layers: PropagationLayer[] = [];
  // Dropout behind a layer is met by the next one's weights: in training it divides what it keeps by the share that it keeps.
  let amplified = 1;
  for (const { layer, between, activation, after } of links) {
    const own = layer.initialization?.weightVarianceTimesFanIn;
    const variance = varianceTimesFanIn ?? own;
    const behind = amplification([...between, ...after]);
    if (variance === undefined || behind === undefined) return undefined;
    layers.push({
      weightVarianceTimesFanIn: variance * amplified,
      activation: activation?.activation,
      ...(activation === undefined ? {} : { parameters: activation.parameters }),
    });
    amplified = behind;
  }
  return propagateChain(layers);
}

/** What dropouts multiply the mean square by while training; undefined for a rate that is not known. */
export function amplification(steps: readonly OperationNode[]): number | undefined {
  let factor = 1;
  for (const step of steps) {
    const { kind, arguments: given, qualifiedName } = step;
    // Alpha dropout keeps mean and variance.
    if (kind !== 'dropout' || /alpha/i.test(qualifiedName)) continue;
    const rate = given['p'] ?? given['rate'] ?? writtenRate(step);
    if (typeof rate !== 'number' || rate < 0 || rate >= 1) return undefined;
    factor /= 1 - rate;
  }
  return factor;
}

/** `F.dropout(x, 0.3)`, or the function's own default. */
function writtenRate({ qualifiedName, place }: OperationNode): number | undefined {
  const parameters = symbolOf(qualifiedName)?.parameters ?? [];
  const position = parameters.findIndex(({ name }) => name === 'p' || name === 'rate');
  // What is called dropout and has no rate adds noise.
  if (position < 0) return 0;
  const call = expressionAt(place);
  const given = call?.kind === 'Call' ? call.arguments : [];
  if (given.some(({ form }) => form.endsWith('star'))) return undefined;
  const named = given.find(({ name }) => name === 'p' || name === 'rate');
  const [value] = named === undefined ? given.slice(position, position + 1) : [named];
  if (value === undefined || (named === undefined && value.form !== 'positional')) {
    const fallback = parameters[position]?.default;
    return typeof fallback === 'number' ? fallback : undefined;
  }
  return value.value.kind === 'Number' ? value.value.value : undefined;
}
