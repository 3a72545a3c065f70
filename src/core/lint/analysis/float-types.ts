import type { Bindings } from '../../python/names';
import type { Expression } from '../../python/syntax';

const floats = /^torch\.(?:float(?:16|32|64)?|half|double|bfloat16|(?:Float|Half|Double)Tensor)$/;

/** Whether an expression is one of PyTorch's floating types: `torch.float32`. */
export function isFloatType(expression: Expression, bindings: Bindings): boolean {
  return floats.test(bindings.qualifiedName(expression) ?? '');
}
