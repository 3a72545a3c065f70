/** Blocks of statements. */
import type { Statement } from './syntax';
import type { SyntaxNode } from './walk';

/** The blocks that stand in a statement, in their order; none in an expression and in a plain statement. */
export function blocksOf(node: SyntaxNode): readonly (readonly Statement[])[] {
  switch (node.kind) {
    case 'If':
    case 'While':
    case 'For':
      return [node.body, node.orElse];
    case 'Try':
      return [node.body, ...node.handlers.map(({ body }) => body), node.orElse, node.finalBody];
    case 'Match':
      return node.cases.map(({ body }) => body);
    case 'With':
    case 'Function':
    case 'Class':
      return [node.body];
    default:
      return [];
  }
}
