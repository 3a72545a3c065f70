/** Functions of JAX and Flax that take a function or a module and hand back one that does the same. */
const names = new Set(
  (
    'jax.jit jax.grad jax.value_and_grad jax.vmap jax.pmap jax.checkpoint jax.remat jax.named_call jax.custom_jvp jax.custom_vjp ' +
    'flax.linen.remat flax.linen.jit flax.linen.checkpoint flax.linen.vmap flax.linen.scan flax.linen.remat_scan flax.linen.compact ' +
    'flax.linen.nowrap flax.nnx.jit flax.nnx.grad flax.nnx.value_and_grad flax.nnx.vmap flax.nnx.remat flax.nnx.scan flax.nnx.pmap ' +
    'flax.nnx.split_rngs flax.jax_utils.replicate'
  ).split(' '),
);

export const isTransform = (name: string): boolean => names.has(name);
