/** Which branches of conditions stand around a place: what stands in one that another place is not in may be missing beside it. */
import type { SignalNode } from '../../network/graph';
import type { Place } from '../../python/syntax';
import { childrenOf, isExpression, nodesAround, walk, type SyntaxNode } from '../../python/walk';

/** One side of an `if` statement or of a conditional expression. */
interface Branch {
  readonly of: SyntaxNode;
  readonly side: 'then' | 'else';
}

/** Found once a place: the calls around a model are the same for each of its steps. */
const found = new WeakMap<Place, readonly Branch[]>();

/** Branches around a place, outermost first. */
function branchesAround(place: Place): readonly Branch[] {
  let branches = found.get(place);
  if (branches === undefined) found.set(place, (branches = findBranches(place)));
  return branches;
}

function findBranches(place: Place): readonly Branch[] {
  return nodesAround(place).flatMap((node) => {
    const side = sideOf(node, place);
    return side === undefined ? [] : [{ of: node, side }];
  });
}

function sideOf(node: SyntaxNode, place: Place): Branch['side'] | undefined {
  const here = (candidate: SyntaxNode): boolean => holds(candidate, place);
  if (node.kind === 'If') return node.body.some(here) ? 'then' : node.orElse.some(here) ? 'else' : undefined;
  if (!isExpression(node) || node.kind !== 'Conditional') return undefined;
  return here(node.whenTrue) ? 'then' : here(node.whenFalse) ? 'else' : undefined;
}

/** Whether a step is made or called under a condition that the other step is not under: the other can do without it. */
export function isConditionalBeside(step: SignalNode, other: SignalNode): boolean {
  const called = ({ callPlace }: SignalNode): readonly Place[] =>
    callPlace === undefined ? [] : [callPlace];
  const made = ({ place, chain }: SignalNode): readonly Place[] => [place, ...chain];
  return hasOwnBranch(made(step), made(other)) || hasOwnBranch(called(step), called(other));
}

function hasOwnBranch(places: readonly Place[], others: readonly Place[]): boolean {
  const isShared = (branch: Branch): boolean =>
    others.some((place) =>
      branchesAround(place).some(({ of, side }) => of === branch.of && side === branch.side),
    );
  return places.some((place) => branchesAround(place).some((branch) => !isShared(branch)));
}

/**
 * Whether a step stands in a branch that a comparison chose (`if num_classes > 2`), and another step does not: the code means it for other
 * cases than the ones that were traced.
 */
export function isChosenByComparison(step: SignalNode, other: SignalNode): boolean {
  const shared = other.chain.concat(other.place).flatMap(branchesAround);
  return branchesAround(step.place).some(
    ({ of }) => !shared.some((branch) => branch.of === of) && compares(of),
  );
}

function compares(of: SyntaxNode): boolean {
  if (of.kind !== 'If' && !(isExpression(of) && of.kind === 'Conditional')) return false;
  let found = false;
  walk(of.test, (node) => {
    if (node.kind === 'Comparison') found = true;
  });
  return found;
}

/** Whether two places stand in different branches of one condition, so that one run never comes to both. */
export function areAlternatives(one: Place, other: Place): boolean {
  if (one.unit !== other.unit) return false;
  let candidates: readonly SyntaxNode[] = one.unit.body;
  for (;;) {
    const first = candidates.find((node) => holds(node, one));
    const second = candidates.find((node) => holds(node, other));
    if (first === undefined || second === undefined) return false;
    if (first !== second) return leaves(first, one) || leaves(second, other);
    if (first.kind === 'If' || (isExpression(first) && first.kind === 'Conditional')) {
      const [side, otherSide] = [sideOf(first, one), sideOf(first, other)];
      if (side !== undefined && otherSide !== undefined && side !== otherSide) return true;
    }
    if (first.kind === 'Match') {
      const caseOf = (place: Place): number =>
        first.cases.findIndex(({ body }) => body.some((node) => holds(node, place)));
      if (caseOf(one) !== caseOf(other) && caseOf(one) >= 0 && caseOf(other) >= 0) return true;
    }
    candidates = childrenOf(first);
  }
}

const holds = ({ start, end }: SyntaxNode, place: Place): boolean => start <= place.start && place.end <= end;

/** `if fused: return self.relu(x)`: what stands behind such a statement does not run after its branch. */
function leaves(statement: SyntaxNode, place: Place): boolean {
  if (statement.kind !== 'If') return false;
  const side = sideOf(statement, place);
  const block = side === 'then' ? statement.body : side === 'else' ? statement.orElse : [];
  const inner = block.find((node) => holds(node, place));
  const last = block.at(-1);
  return (
    last?.kind === 'Return' ||
    last?.kind === 'Raise' ||
    last?.kind === 'Continue' ||
    last?.kind === 'Break' ||
    (inner !== undefined && leaves(inner, place))
  );
}
