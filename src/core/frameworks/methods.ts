/** Methods of tensors that are activations: `x.relu()`, `x.sigmoid_()`. */
import type { Bindings } from '../python/names';
import type { Expression } from '../python/syntax';
import { lookUp } from './registry';
import { classOfSelf, type Scope } from './scope';
import type { ActivationSymbol } from './symbol';

/**
 * The activation that a method of this name is on a PyTorch tensor. The caller must know that the object is a tensor, or at least that it is
 * not a module or a class: `x.softmax(-1)` is one, `self.softmax(x)` is not.
 */
export function tensorMethod(name: string): ActivationSymbol | undefined {
  const symbol = lookUp(`torch.Tensor.${name}`);
  return symbol?.role === 'activation' ? symbol : undefined;
}

/** Modules, classes, `self` and what comes from imports are no tensors; everything else may be one. */
export function mayBeTensor(object: Expression, scope: Scope, bindings: Bindings): boolean {
  if (object.kind === 'Name' && (object.id === 'self' || object.id === 'cls')) return false;
  if (object.kind === 'Call' && object.callee.kind === 'Name' && object.callee.id === 'super') return false;
  if (/^(?:String|Number|Constant|List|Tuple|Dictionary|Set)$/.test(object.kind)) return false;
  return classOfSelf(scope, object) === undefined && bindings.referent(object) === undefined;
}
