/** Which branches of conditions stand around a place: what stands in one that another place is not in may be missing beside it. */
import type { SignalNode } from '../network/graph';
import type { Place } from '../python/syntax';
import { childrenOf, isExpression, type SyntaxNode } from '../python/walk';

/** One side of an `if` statement or of a conditional expression. */
interface Branch {
  readonly of: SyntaxNode;
  readonly side: 'then' | 'else';
}

/** Branches around a place, outermost first. */
function branchesAround(place: Place): readonly Branch[] {
  const branches: Branch[] = [];
  let candidates: readonly SyntaxNode[] = place.unit.body;
  for (;;) {
    const node = candidates.find(({ start, end }) => start <= place.start && place.end <= end);
    if (node === undefined) return branches;
    const side = sideOf(node, place);
    if (side !== undefined) branches.push({ of: node, side });
    candidates = childrenOf(node);
  }
}

function sideOf(node: SyntaxNode, place: Place): Branch['side'] | undefined {
  const holds = ({ start, end }: SyntaxNode): boolean => start <= place.start && place.end <= end;
  if (node.kind === 'If')
    return node.body.some(holds) ? 'then' : node.orElse.some(holds) ? 'else' : undefined;
  if (!isExpression(node) || node.kind !== 'Conditional') return undefined;
  return holds(node.whenTrue) ? 'then' : holds(node.whenFalse) ? 'else' : undefined;
}

/** Whether a step is made or called under a condition that the other step is not under: the other can do without it. */
export function isConditionalBeside(step: SignalNode, other: SignalNode): boolean {
  const called = ({ callPlace }: SignalNode): readonly Place[] =>
    callPlace === undefined ? [] : [callPlace];
  const made = ({ place, chain }: SignalNode): readonly Place[] => [place, ...chain];
  return hasOwnBranch(made(step), made(other)) || hasOwnBranch(called(step), called(other));
}

function hasOwnBranch(places: readonly Place[], others: readonly Place[]): boolean {
  const shared = others.flatMap(branchesAround);
  return places
    .flatMap(branchesAround)
    .some((branch) => !shared.some(({ of, side }) => of === branch.of && side === branch.side));
}
