/** Signal and gradient of whole programs against what PyTorch gave: `scripts/measure-signal.py` wrote the figures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

type Figure = 'rms' | 'signal' | 'gradient';
const folder = join(import.meta.dirname, '../../reference/signal');
const measured = JSON.parse(readFileSync(join(folder, 'measured.json'), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, Readonly<Partial<Record<Figure, number>>>>>>
>;

const programs = [
  'gru_time_first',
  'tied_lm',
  'tied_by_product',
  'tied_by_linear',
  'soft_lookup',
  'gru_stacked_state',
  'gru_both_ways_last',
  'gru_both_ways_mean',
  'lstm_both_ways_states',
  'perceiver',
  'cross_attention',
  'mha_crossed',
  'eca_se_scse',
  'gates_beside',
  'encoder_xavier',
  'encoder_applied',
  'multihead_xavier',
  'multihead_by_name',
  'vit_gap_patch',
  'deconv_chain',
  'relative_bias',
  'unet_time',
  'fpn',
  'ppo_continuous',
  'distilled_token',
  'token_types_gathered',
  'dropout_by_training',
  'gqa_rope',
  'nanogpt_class',
  'vit_cls',
  'alibi',
  'gpt_by_hand',
  'gqa_rope',
  'llama_like',
  'nanogpt_class',
  'palm_parallel',
  'trunc_normal_vit',
  'vit_by_hand',
  'vit_cls',
  'llama_small_start',
  'last_token',
  'first_token',
  'doubled',
  'factor_detached',
  'target_network',
  'summand_detached',
  'dropout_by_flag',
  'joined_copies',
  'attention_either_way',
  'multi_query',
  'gqa_by_flag',
  'film_then_maximum',
  'pooled_by_query',
  'scalar_gain',
  'noisy_linear',
  'normalized_by_hand',
  'byol',
  'detached_attention',
  'cross_decoder',
  'positions_in_buffer',
  'simsiam',
  'straight_through',
  'tokens_as_integers',
  'value_detached',
  'without_gradient',
  'gqa_qknorm',
  'time_differences',
  'statistics_pooling',
  'gaussian_bumps',
  'standardised_by_hand',
  'nearest_then_pooled',
  'bilinear_then_pooled',
  'maximum_beside_time',
  'root_of_magnitude',
  'cross_layer',
  'weights_multiplied',
  'weights_copied',
  'fixup',
  'attention_unet',
  'hypernet',
  'nonlocal_block',
  'beta_vae_softplus',
  'cnn_functional_params',
  'fold',
  'instance_style',
  'maxout_view',
  'mha_encoder_hand',
  'selu_deep',
  'tcn_gated',
  'bottleneck_net',
  'conformer_block',
  'convnext_v2',
  'googlenet_avg',
  'rwkv_channel',
  'swin_small',
  'siamese',
  'seq2seq_gru',
  'densenet_small',
  'bert_by_hand',
  'bilinear',
  'cnn_kaiming',
  'dcgan_discriminator',
  'embedding_bag',
  'encoder_layers_apart',
  'film_condition',
  'glu_mlp',
  'groupnorm_cnn',
  'groupnorm_resnet',
  'gru_classifier',
  'gru_maximum',
  'highway',
  'inverted_residual',
  'lenet',
  'llama_by_hand',
  'llama_nn_norm',
  'lstm_bidirectional_2',
  'lstm_classifier',
  'mixture_of_experts',
  'multi_branch',
  'multihead_blocks',
  'nanogpt',
  'preact_resnet',
  'resnet_cifar',
  'rezero',
  'rnn_classifier',
  'rnn_mean',
  'se_by_linear',
  'selu_alpha',
  'seq2seq_attention',
  'siamese_parts',
  'siren',
  'tcn',
  'text_cnn',
  'textcnn_conv2d',
  'transformer_post',
  'unet',
  'vae_conv',
  'wavenet',
  'weight_norm_tcn',
];

const median = (ratios: readonly number[]): number =>
  [...ratios].sort((one, other) => one - other)[ratios.length >> 1] ?? 1;

describe('programs as people write them', () => {
  for (const name of programs)
    it(name, () => {
      const trace = traceOf(readFileSync(join(folder, `${name}.py`), 'utf8'));
      const steps = trace.models
        .filter(isNetwork)
        .map((model) => modelRecord(model, locateIn(trace)).steps)
        .reduce((longest, own) => (own.length > longest.length ? own : longest), []);
      const ratios: Record<Figure, number[]> = { rms: [], signal: [], gradient: [] };
      const missing: string[] = [];
      const figures: readonly Figure[] = ['rms', 'signal', 'gradient'];
      // A module that runs several times counts with its last call.
      for (const [module, step] of new Map(steps.map((own) => [own.module, own]))) {
        for (const figure of figures) {
          const real = module === null ? undefined : measured[name]?.[module]?.[figure];
          if (real === undefined || real === 0) continue;
          // Below, what differs is the rounding of 32 bits.
          if (figure === 'signal' && real < 1e-5 * (measured[name]?.[module ?? '']?.rms ?? 0)) continue;
          const got = step[figure];
          if (got === null) missing.push(`${module ?? ''}.${figure}: ${step.unknown ?? ''}`);
          else ratios[figure].push(Math.max(got / real, real / got));
        }
      }
      expect(missing).toEqual([]);
      for (const figure of figures) {
        expect(ratios[figure].length).toBeGreaterThan(1);
        expect(median(ratios[figure])).toBeLessThan(1.2);
        const near = ratios[figure].filter((ratio) => ratio <= 1.5).length;
        expect(near / ratios[figure].length).toBeGreaterThanOrEqual(0.95);
      }
    });
});
