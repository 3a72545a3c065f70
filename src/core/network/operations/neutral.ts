/** Modules that let a tensor through as it is. */
import type { Value } from '../machine/values';

const identity = /^(?:torch\.nn|keras\.layers|flax\.nnx)\.Identity$/;

/**
 * `nn.Dropout(p) if p > 0 else nn.Identity()`: two ways that differ in nothing but dropout, so the one with it stands for both. Everything
 * else (a norm or the identity) stays a choice.
 */
export function distinctOptions(options: readonly Value[]): readonly Value[] {
  const others = options.filter((option) => option.kind !== 'object' || !identity.test(option.base));
  return others.length > 0 && others.every(isDropout) ? others : options;
}

function isDropout(value: Value): boolean {
  return value.kind === 'object' && value.behaviour.layer?.role === 'dropout';
}
