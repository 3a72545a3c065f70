/** Methods of tensors that are activations: `x.relu()`, `x.sigmoid_()`. */
import { lookUp } from './registry';
import type { ActivationSymbol } from './symbol';

/**
 * The activation that a method of this name is on a PyTorch tensor. The caller must know that the object is a tensor, or at least that it is
 * not a module or a class: `x.softmax(-1)` is one, `self.softmax(x)` is not.
 */
export function tensorMethod(name: string): ActivationSymbol | undefined {
  const symbol = lookUp(`torch.Tensor.${name}`);
  return symbol?.role === 'activation' ? symbol : undefined;
}
