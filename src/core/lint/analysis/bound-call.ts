import { bindArguments, canonicalName, symbolOf } from '../../frameworks';
import { lazily } from '../../lazily';
import type { BoundArguments, FrameworkSymbol } from '../../frameworks/symbol';
import type { Bindings, ResolvedCall } from '../../python/names';

/** A call whose callee a framework knows, with its arguments bound to parameters. */
export interface BoundCall {
  readonly symbol: FrameworkSymbol;
  /** Bound when they are first asked for: most rules ask what was called and look no further. */
  readonly arguments: BoundArguments;
}

/** Binds a call's arguments; undefined where no framework's table has the callee. */
export function boundCall(call: ResolvedCall, bindings: Bindings): BoundCall | undefined {
  const symbol = symbolOf(canonicalName(call.qualifiedName));
  if (symbol === undefined) return undefined;
  const bound = lazily(() =>
    bindArguments(symbol.parameters, call.call, (expression) => bindings.constant(expression)),
  );
  return {
    symbol,
    get arguments() {
      return bound();
    },
  };
}
