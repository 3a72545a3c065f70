import { bindArguments, canonicalName, symbolOf } from '../../frameworks';
import type { BoundArguments, FrameworkSymbol } from '../../frameworks/symbol';
import type { Bindings, ResolvedCall } from '../../python/names';

/** A call whose callee a framework knows, with its arguments bound to parameters. */
export interface BoundCall {
  readonly symbol: FrameworkSymbol;
  readonly arguments: BoundArguments;
}

/** Binds a call's arguments; undefined where no framework's table has the callee. */
export function boundCall(call: ResolvedCall, bindings: Bindings): BoundCall | undefined {
  const symbol = symbolOf(canonicalName(call.qualifiedName));
  if (symbol === undefined) return undefined;
  return {
    symbol,
    arguments: bindArguments(symbol.parameters, call.call, (expression) => bindings.constant(expression)),
  };
}
