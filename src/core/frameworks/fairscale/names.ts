/** FairScale: layers whose weights are spread over devices, as LLaMA's own code has them. What they start as hangs on what they are given. */
import type { FrameworkNames } from '../descriptor';

const home = 'fairscale.nn.model_parallel.layers';

export const names: FrameworkNames = {
  framework: 'torch',
  writtenIn: 'torch',
  roots: [['fairscale', 'torch']],
  packages: [['fairscale', 'torch']],
  neverRead: ['fairscale'],
  layers: [
    [
      `${home}.ColumnParallelLinear`,
      'linear',
      'module',
      'in_features, out_features, bias=True, gather_output=True, init_method=None, stride=1, keep_master_weight_for_test=False',
    ],
    [
      `${home}.RowParallelLinear`,
      'linear',
      'module',
      'in_features, out_features, bias=True, input_is_parallel=False, init_method=None, stride=1, keep_master_weight_for_test=False',
    ],
    [
      `${home}.ParallelEmbedding`,
      'embedding',
      'module',
      'num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, init_method=None, keep_master_weight_for_test=False',
    ],
    [
      `${home}.VocabParallelEmbedding`,
      'embedding',
      'module',
      'num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False, init_method=None',
    ],
  ],
};
