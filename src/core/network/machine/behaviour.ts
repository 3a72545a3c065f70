/** What a framework's class gives its instances: worked out once a class, not at every step of every instance. */
import { BoundedCache } from '../../bounded-cache';
import { asLayer, symbolOf } from '../../frameworks';
import type { FrameworkSymbol, LayerSymbol } from '../../frameworks/symbol';
import { frontEndOf, type FrontEnd } from './front-end';

export interface Behaviour {
  readonly frontEnd: FrontEnd | undefined;
  readonly symbol: FrameworkSymbol | undefined;
  /** The symbol if it is a layer's. */
  readonly layer: LayerSymbol | undefined;
  /** Whether an instance is registered as a submodule when it is assigned to an attribute. */
  readonly module: boolean;
}

const behaviours = new BoundedCache<Behaviour>(1024);

/** `base` is canonical. */
export function behaviourOf(base: string): Behaviour {
  const known = behaviours.get(base);
  if (known !== undefined) return known;
  const frontEnd = frontEndOf(base);
  const symbol = symbolOf(base);
  const module =
    frontEnd !== undefined && frontEnd.trains !== true && !/\.(?:Parameter|Variable|\w*Trainer)$/.test(base);
  return behaviours.keep(base, { frontEnd, symbol, layer: asLayer(symbol), module });
}
