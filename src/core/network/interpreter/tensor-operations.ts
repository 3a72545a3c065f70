/** Functions and methods on tensors by name, across frameworks: what step of the graph each is. */
import type { OperationNode } from '../graph';

type Step =
  { readonly kind: OperationNode['kind']; readonly name: string } | 'same' | 'detached' | 'whole' | 'none';

const rows: readonly (readonly [kind: OperationNode['kind'], name: string, methods: string])[] = [
  [
    'reshape',
    'reshape',
    'view reshape flatten unflatten squeeze unsqueeze expand_dims expand expand_as view_as reshape_as ravel squeeze_ unsqueeze_ ' +
      'batch_flatten atleast_2d broadcast_to broadcast_to_batch repeat tile repeat_interleave repeat_elements pad zero_pad unfold fold extract_patches extract_image_patches ' +
      'depth_to_space space_to_depth pixel_shuffle pixel_unshuffle upsample upsample_nearest upsample_bilinear native_channel_shuffle interpolate resize resize_bilinear roll flip rot90 ' +
      'grid_sample meshgrid zero_padding2d channel_shuffle unbind as_strided unpack_sequence pack_padded_sequence pad_packed_sequence',
  ],
  [
    'reshape',
    'permute',
    'permute transpose swapaxes swapdims moveaxis movedim t adjoint permute_dimensions swap',
  ],
  [
    'split',
    'slice',
    'chunk split tensor_split narrow select index_select gather take take_along_dim masked_select slice getitem topk top_k ' +
      'gather_nd split_with_sizes hsplit vsplit array_split dynamic_slice scatter scatter_ index_add index_put unstack boolean_mask take_along_axis sort',
  ],
  ['concat', 'cat', 'cat concat concatenate stack hstack vstack dstack column_stack'],
  ['add', 'add', 'add add_ sub sub_ subtract subtract_ add_n __add__ rsub addcmul'],
  ['multiply', 'mul', 'mul mul_ multiply multiply_ div div_ divide true_divide __mul__ scalar_mul'],
  [
    'matmul',
    'matmul',
    'matmul bmm mm spmm hspmm einsum dot tensordot mv baddbmm addmm matvec batch_dot vdot inner outer dot_general',
  ],
  // Fixed matrices: linear, with another length behind them.
  [
    'matmul',
    'fourier',
    'rfft irfft fft ifft rfft2 irfft2 fft2 ifft2 rfftn irfftn fftn ifftn hfft ihfft stft istft dct idct fft2d ifft2d fft3d rfft2d irfft2d',
  ],
  [
    'pooling',
    'mean',
    'mean sum max min amax amin reduce_mean reduce_sum reduce_max reduce_min std var prod norm median logsumexp_ dist ' +
      'max_pool max_pool1d max_pool2d max_pool3d avg_pool avg_pool1d avg_pool2d avg_pool3d adaptive_avg_pool1d adaptive_avg_pool2d ' +
      'adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d lp_pool2d cumsum average pool fractional_max_pool2d fractional_max_pool3d lp_pool1d lp_pool3d max_unpool1d max_unpool2d max_unpool3d average_pool adaptive_average_pool adaptive_max_pool min_pool avg_pool_v2 max_pool_v2 fractional_avg_pool fractional_max_pool roi_align roi_pool ps_roi_align segment_sum segment_mean',
  ],
  [
    'elementwise',
    'elementwise',
    'exp exp_ log2 log10 log log_ log1p sqrt rsqrt square pow pow_ abs abs_ neg neg_ clamp clamp_ clip clip_ clip_by_value ' +
      'sign reciprocal sin cos where masked_fill masked_fill_ maximum minimum fill_diagonal_ tril triu lerp negative floor ceil round ' +
      'erf erfc expm1 exp2 sinh cosh nan_to_num normalize l2_normalize power float_power logical_not addcdiv conj conj_physical imag complex angle squared_difference',
  ],
];
const unchanged =
  'contiguous to cuda cpu float half double bfloat16 type type_as clone requires_grad_ identity cast astype copy retain_grad ' +
  'as_tensor convert_to_tensor asarray array tensor block_until_ready data_ptr_ set_shape ensure_shape ' +
  'with_sharding_constraint with_logical_constraint resolve_conj xla_ cached_ checkpoint_name pin_memory view_as_real view_as_complex real annotate dequantize quantize';
/** Of numbers without a fraction, such as tokens, they are the same. */
const whole = 'int long short byte';
const detaching = 'detach detach_ stop_gradient';
const notTensors =
  'size dim numel char bool argmax argmin argsort item tolist numpy nelement stride is_contiguous any all eq ne lt gt le ge isnan isinf isfinite ' +
  'nonzero backward register_hook storage ndimension element_size get_device is_floating_point shape ndim rank new_zeros new_ones ' +
  'new_full new_tensor new_empty zeros_like ones_like rand_like randn_like full_like empty_like greater less equal not_equal greater_equal less_equal bincount unique searchsorted one_hot multinomial categorical bernoulli';

const operations: ReadonlyMap<string, Step> = new Map<string, Step>([
  ...rows.flatMap(([kind, name, methods]) =>
    methods.split(' ').map((method) => [method, { kind, name: nameOf(name, method) }] as const),
  ),
  ...unchanged.split(' ').map((method) => [method, 'same'] as const),
  ...whole.split(' ').map((method) => [method, 'whole'] as const),
  ...detaching.split(' ').map((method) => [method, 'detached'] as const),
  ...notTensors.split(' ').map((method) => [method, 'none'] as const),
]);

/** A few keep their own name, because it tells more. */
function nameOf(group: string, method: string): string {
  if (/flatten$/.test(method)) return 'flatten';
  if (/avg_pool|average_pool|^pool$/.test(method)) return 'avg_pool';
  if (/max_pool/.test(method)) return 'max_pool';
  if (group === 'elementwise') return method.replace(/_$/, '');
  return group;
}

/** `same` hands the tensor on unchanged, `detached` without its gradient, `whole` where it holds tokens, `none` gives something that is no signal; undefined for unknown names. */
export function tensorOperation(name: string): Step | undefined {
  return operations.get(name);
}
