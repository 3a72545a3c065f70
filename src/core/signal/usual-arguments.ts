/** What constructors of networks are usually given, by the names that their parameters have. */

const usual: readonly (readonly [value: number, names: string])[] = [
  [
    512,
    'dim d_model dmodel model_dim hidden hidden_size hidden_dim hid_dim n_hidden num_hidden n_embd n_embed embed_dim emb_dim emb_size embed_size ' +
      'embedding_dim embedding_size width features units inner_dim n_state',
  ],
  [2048, 'mlp_dim ff_dim d_ff dim_feedforward ffn_dim intermediate_size d_hid hidden_features'],
  [6, 'depth n_layers num_layers n_layer nlayers layers num_blocks n_blocks'],
  [8, 'heads n_heads num_heads n_head nhead num_attention_heads'],
  [
    64,
    'dim_head head_dim d_head d_k d_v base_channels nf ngf ndf out_channels out_ch input_dim input_size in_features in_dim n_inputs num_inputs ' +
      'n_input state_dim state_size obs_dim n_observations observation_dim num_features',
  ],
  [
    10,
    'num_classes n_classes n_class nclass classes output_dim output_size out_dim out_features n_outputs num_outputs num_labels',
  ],
  [4, 'action_dim n_actions num_actions action_size act_dim n_action'],
  [
    10_000,
    'vocab_size n_vocab num_tokens n_tokens ntoken vocab src_vocab_size tgt_vocab_size src_vocab tgt_vocab input_vocab num_embeddings',
  ],
  [224, 'image_size img_size'],
  [16, 'patch_size'],
  [80, 'n_mels n_mel num_mels mel_bins num_mel_bins'],
  [
    3,
    'in_channels channels in_ch in_chans n_channels num_channels in_c img_channels image_channels kernel_size',
  ],
  [
    128,
    'latent_dim latent_size z_dim zdim nz noise_dim max_len max_length max_seq_len seq_len block_size context_length n_ctx length num_positions',
  ],
];
const values = new Map(
  usual.flatMap(([value, names]) => names.split(' ').map((name) => [name, value] as const)),
);

/** Which of its parts a model's argument is of: `n_audio_state`, `encoder_layers`. */
const parts = /(?:^|_)(?:audio|text|image|vision|visual|encoder|decoder|enc|dec)(?=_|$)/;

const usualOf = (name: string): number | undefined =>
  values.get(name) ?? values.get(name.replace(parts, '').replace(/^_/, ''));

/** Of the parameters named, those of which a usual value is known. */
export function usualArguments(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    names.flatMap((name) => {
      // Of a configuration it is the attribute's name that says what it is.
      const value = usualOf(name.slice(name.indexOf('.') + 1).toLowerCase());
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
