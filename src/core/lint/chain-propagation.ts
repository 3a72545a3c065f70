/** Mean-field figures for a chain of the signal graph. */
import { propagateChain } from '../propagation/chain';
import type { Propagation, PropagationLayer } from '../propagation/chain';
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
  for (const { layer, activation } of links) {
    const own = layer.initialization?.weightVarianceTimesFanIn;
    const variance = varianceTimesFanIn ?? own;
    if (variance === undefined) return undefined;
    layers.push({
      weightVarianceTimesFanIn: variance,
      activation: activation?.activation,
      ...(activation === undefined ? {} : { parameters: activation.parameters }),
    });
  }
  return propagateChain(layers);
}
