/** What the tracer is given of every framework, by the roots of the canonical names that it speaks for. */
import type { FrontEnds } from '../network/machine/front-end';
import { programArguments } from './argparse/trace';
import { einops } from './einops/trace';
import { equinox } from './equinox/trace';
import { jax } from './flax/trace';
import { haiku } from './haiku/trace';
import { keras } from './keras/trace';
import { tensorFlow } from './tensorflow/trace';
import { torch } from './torch/trace';
import { trainerLibraries, trainers } from './trainers/trace';
import { transformers } from './transformers/trace';

export const frontEnds: FrontEnds = {
  torch,
  keras,
  tf: tensorFlow,
  tfa: tensorFlow,
  jax,
  flax: jax,
  optax: jax,
  haiku,
  equinox,
  einops,
  argparse: programArguments,
  transformers,
  timm: transformers,
  ...Object.fromEntries(trainerLibraries.map((library) => [library, trainers])),
};
