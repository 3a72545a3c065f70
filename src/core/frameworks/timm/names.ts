/** timm: layers and losses in PyTorch. */
import type { FrameworkNames } from '../descriptor';
import { timmActivations, timmLosses } from './activations';

export const names: FrameworkNames = {
  framework: 'transformers',
  writtenIn: 'torch',
  roots: [['timm', 'transformers']],
  packages: [['timm', 'transformers']],
  checkout: {
    folder: 'timm',
    names: [
      {
        file: /\/timm\/layers\/(?:create_act|__init__)\.py$/,
        home: 'timm.layers',
        names: ['get_act_layer', 'get_act_fn', 'create_act_layer'],
      },
    ],
  },
  prefixes: [['timm.models.layers', 'timm.layers']],
  flatPackages: [['timm.layers'], ['timm.loss']],
  rewrites: [
    [
      /^timm\.models\.(?:vision_transformer|mlp_mixer)\.(?:\w+\.)*(Mlp|Attention|PatchEmbed)$/,
      'timm.layers.$1',
    ],
  ],
  layers: [
    ['timm.layers.DropPath', 'dropout', 'module', 'drop_prob=0.0, scale_by_keep=True'],
    [
      'timm.layers.Mlp',
      'container',
      'module',
      'in_features, hidden_features=None, out_features=None, act_layer=torch.nn.GELU, norm_layer=None, bias=True, drop=0.0, use_conv=False',
    ],
    [
      'timm.layers.Attention',
      'container',
      'module',
      'dim, num_heads=8, attn_head_dim=None, dim_out=None, qkv_bias=False, qk_norm=False, scale_norm=False, proj_bias=True, gated=False, attn_drop=0.0, proj_drop=0.0, norm_layer=None',
    ],
    [
      'timm.layers.PatchEmbed',
      'container',
      'module',
      'img_size=224, patch_size=16, in_chans=3, embed_dim=768, norm_layer=None, flatten=True, output_fmt=None, bias=True',
    ],
  ],
  activations: timmActivations,
  losses: timmLosses,
};
