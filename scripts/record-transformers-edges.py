"""Runs tiny models of the transformers package and records which layer's output really reached which activation.

    python3 scripts/record-transformers-edges.py [--all] [FAMILY ...] > test/reference/transformers-edges.json

Families that stand below have settings of their own; of every other one the default configuration is made small by the names of its fields, and
given what its `forward` asks for (`--all`: every family that the package has). A family is recorded in a process of its own.

A record is [file below the package, line of the layer's construction, activation family]. Models run with eager attention and experts and the default
activations of their configurations; every tensor carries the layers that it came from, up to the next layer or activation.
"""
import inspect
import json
import os
import re
import signal
import sys
import warnings

import torch
import torch.nn.functional as F
import transformers
from torch import nn
from torch.overrides import TorchFunctionMode
from transformers import AutoConfig, AutoModel
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_MAPPING_NAMES
from transformers.pytorch_utils import Conv1D

warnings.filterwarnings('ignore')
transformers.logging.set_verbosity_error()
PACKAGE = os.path.dirname(transformers.__file__)
LAYERS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.Embedding, nn.LSTM, Conv1D)
edges = set()
sites = {}
inside = []


def family(name):
    name = name.lower()
    for known in ('gelu', 'hardswish', 'silu', 'swish', 'relu6', 'relu', 'log_softmax', 'softmax', 'softplus', 'tanh', 'log_sigmoid', 'sigmoid', 'mish', 'elu', 'glu'):
        if known in name:
            return 'silu' if known == 'swish' else known
    return None


FUNCTIONS = {}
for owner in (F, torch, torch.Tensor):
    for name in ('gelu', 'silu', 'relu', 'relu6', 'softmax', 'log_softmax', 'softplus', 'tanh', 'sigmoid', 'logsigmoid', 'hardswish', 'mish', 'elu', 'leaky_relu', 'glu', 'relu_', 'silu_', 'sigmoid_', 'tanh_'):
        function = getattr(owner, name, None)
        if function is not None:
            FUNCTIONS[function] = family(name)
PRODUCTS = {F.linear, torch.matmul, torch.Tensor.matmul, torch.bmm, torch.addmm, torch.mm, torch.einsum, F.conv1d, F.conv2d, torch.Tensor.__matmul__, torch.Tensor.bmm}


def tensors(value):
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from tensors(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from tensors(one)


def origins(values):
    found = set()
    for tensor in tensors(values):
        found |= getattr(tensor, '_origins', set())
    return found


def note(values, found):
    for tensor in tensors(values):
        if tensor.is_floating_point() and not isinstance(tensor, nn.Parameter):
            tensor._origins = set(found)


def is_weight(value):
    return isinstance(value, nn.Parameter) or (isinstance(value, torch.Tensor) and isinstance(value._base, nn.Parameter))


class Follow(TorchFunctionMode):
    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        found = origins((args, kwargs))
        result = function(*args, **kwargs)
        if function is torch.Tensor.__setitem__:
            note(args[0], found)
            return result
        if inside:
            note(result, found)
        elif function in FUNCTIONS:
            edges.update((site, FUNCTIONS[function]) for site in found)
            note(result, set())
        elif function is F.linear or (function in PRODUCTS and any(map(is_weight, (*args, *kwargs.values())))):
            note(result, set())
        else:
            note(result, found)
        return result


def construct(layer):
    original = layer.__init__

    def __init__(self, *args, **kwargs):
        if id(self) not in sites:
            frame = sys._getframe(1)
            while frame is not None:
                path = frame.f_code.co_filename
                if path.startswith(PACKAGE) and (os.sep + 'models' + os.sep) in path:
                    sites[id(self)] = (os.path.relpath(path, PACKAGE), frame.f_lineno)
                    break
                frame = frame.f_back
        original(self, *args, **kwargs)

    layer.__init__ = __init__


for layer in LAYERS:
    construct(layer)


def watch(model):
    for module in model.modules():
        if isinstance(module, LAYERS):
            site = sites.get(id(module))

            def hook(_module, _inputs, output, site=site):
                note(output, set() if site is None else {site})

            module.register_forward_hook(hook)
            continue
        name = family(type(module).__name__)
        own = type(module).__module__
        if name is not None and not list(module.children()) and (own == 'transformers.activations' or own.startswith('torch.nn.modules.activation')):

            def before(_module, inputs):
                inside.append(origins(inputs))

            def after(_module, _inputs, output, name=name):
                edges.update((site, name) for site in inside.pop())
                note(output, set())

            module.register_forward_pre_hook(before)
            module.register_forward_hook(after)


TEXT = dict(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=64, vocab_size=99,
    max_position_embeddings=64, pad_token_id=0, bos_token_id=1, eos_token_id=2, head_dim=8,
)
GPT = dict(n_embd=32, n_layer=2, n_head=4, n_positions=64, n_ctx=64, vocab_size=99, bos_token_id=1, eos_token_id=2)
BART = dict(
    d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=64,
    decoder_ffn_dim=64, vocab_size=99, max_position_embeddings=64, pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2,
)
IMAGE = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, image_size=32, patch_size=8)
WAVE = dict(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, conv_dim=(32, 32), conv_stride=(5, 2), conv_kernel=(10, 3),
    num_feat_extract_layers=2, num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=2, vocab_size=32,
)
ids = lambda: dict(input_ids=torch.randint(3, 90, (1, 8)))
both = lambda: dict(input_ids=torch.randint(3, 90, (1, 8)), decoder_input_ids=torch.randint(3, 90, (1, 6)))
picture = lambda: dict(pixel_values=torch.rand(1, 3, 32, 32))
wave = lambda: dict(input_values=torch.rand(1, 2000))
FAMILIES = {
    'llama': (TEXT, ids), 'mistral': (TEXT, ids), 'qwen2': (TEXT, ids), 'qwen3': (TEXT, ids), 'gemma': (TEXT, ids), 'gemma2': (TEXT, ids),
    'phi': (TEXT, ids), 'phi3': ({**TEXT, 'pad_token_id': 0}, ids), 'mixtral': ({**TEXT, 'num_local_experts': 2}, ids), 'olmo': (TEXT, ids),
    'stablelm': (TEXT, ids), 'starcoder2': (TEXT, ids), 'cohere': (TEXT, ids), 'gpt_neox': (TEXT, ids), 'persimmon': (TEXT, ids),
    'falcon': ({**{key: value for key, value in TEXT.items() if key != 'head_dim'}, 'ffn_hidden_size': 64}, ids), 'granite': (TEXT, ids), 'glm': (TEXT, ids), 'nemotron': (TEXT, ids),
    'gpt2': (GPT, ids), 'gptj': ({**GPT, 'rotary_dim': 4}, ids), 'codegen': ({**GPT, 'rotary_dim': 4}, ids), 'openai-gpt': (GPT, ids), 'gpt_bigcode': (GPT, ids),
    'gpt_neo': (dict(hidden_size=32, num_layers=2, num_heads=4, attention_types=[[['global', 'local'], 1]], vocab_size=99, max_position_embeddings=64), ids),
    'bloom': (dict(hidden_size=32, n_layer=2, n_head=4, vocab_size=99), ids),
    'mpt': (dict(d_model=32, n_layers=2, n_heads=4, max_seq_len=64, vocab_size=99), ids),
    'opt': (dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, ffn_dim=64, vocab_size=99, max_position_embeddings=64, word_embed_proj_dim=32), ids),
    'bert': (TEXT, ids), 'roberta': (TEXT, ids), 'electra': ({**TEXT, 'embedding_size': 32}, ids), 'albert': ({**TEXT, 'embedding_size': 16}, ids),
    'mpnet': (TEXT, ids), 'deberta': (TEXT, ids), 'deberta-v2': (TEXT, ids), 'xlm-roberta': (TEXT, ids), 'camembert': (TEXT, ids), 'ernie': (TEXT, ids),
    'megatron-bert': (TEXT, ids), 'layoutlm': (TEXT, ids), 'longformer': ({**TEXT, 'attention_window': 4}, ids), 'big_bird': ({**TEXT, 'attention_type': 'original_full'}, ids),
    'distilbert': (dict(dim=32, n_layers=2, n_heads=4, hidden_dim=64, vocab_size=99, max_position_embeddings=64), ids),
    'xlm': (dict(emb_dim=32, n_layers=2, n_heads=4, vocab_size=99, max_position_embeddings=64), ids),
    'xlnet': (dict(d_model=32, n_layer=2, n_head=4, d_inner=64, vocab_size=99), ids),
    'squeezebert': ({**TEXT, 'embedding_size': 32}, ids), 'convbert': ({**TEXT, 'embedding_size': 32}, ids),
    't5': (dict(d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, vocab_size=99), both), 'mt5': (dict(d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, vocab_size=99), both),
    'bart': (BART, both), 'mbart': (BART, both), 'pegasus': (BART, both), 'marian': (BART, both), 'm2m_100': (BART, both), 'blenderbot': (BART, both),
    'vit': (IMAGE, picture), 'deit': (IMAGE, picture), 'beit': (IMAGE, picture), 'dinov2': (IMAGE, picture), 'vit_mae': ({**IMAGE, 'mask_ratio': 0.5}, picture),
    'swin': (dict(image_size=32, patch_size=4, embed_dim=16, depths=[1, 1], num_heads=[2, 4], window_size=4), picture),
    'swinv2': (dict(image_size=32, patch_size=4, embed_dim=16, depths=[1, 1], num_heads=[2, 4], window_size=4), picture),
    'convnext': (dict(hidden_sizes=[16, 32], depths=[1, 1], num_stages=2, image_size=32), picture), 'convnextv2': (dict(hidden_sizes=[16, 32], depths=[1, 1], num_stages=2, image_size=32), picture),
    'resnet': (dict(embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1]), picture), 'regnet': (dict(embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1], groups_width=8), picture),
    'mobilenet_v2': (dict(image_size=32), picture), 'segformer': (dict(num_encoder_blocks=2, depths=[1, 1], hidden_sizes=[16, 32], num_attention_heads=[1, 2], sr_ratios=[2, 1], patch_sizes=[7, 3], strides=[4, 2], mlp_ratios=[2, 2]), picture),
    'wav2vec2': (WAVE, wave), 'hubert': (WAVE, wave), 'wavlm': (WAVE, wave),
    'whisper': ({**BART, 'num_mel_bins': 8, 'max_source_positions': 32, 'max_target_positions': 32}, lambda: dict(input_features=torch.rand(1, 8, 64), decoder_input_ids=torch.randint(3, 90, (1, 6)))),
    'clip': (dict(text_config={**TEXT, 'projection_dim': 16}, vision_config=IMAGE, projection_dim=16), lambda: {**ids(), **picture()}),
    'siglip': (dict(text_config=TEXT, vision_config=IMAGE), lambda: {**ids(), **picture()}),
    **{name: (TEXT, ids) for name in ('olmo2 olmo3 smollm3 helium cohere2 glm4 exaone4 seed_oss apertus arcee bitnet diffllama ernie4_5 nystromformer roformer '
       'rembert ibert fnet bert-generation biogpt roberta-prelayernorm esm canine data2vec-text yoso splinter mra').split()},
    'modernbert': ({**TEXT, 'cls_token_id': 1, 'sep_token_id': 2, 'global_attn_every_n_layers': 2, 'local_attention': 4}, ids),
    'qwen2_moe': ({**TEXT, 'num_experts': 2, 'num_experts_per_tok': 1, 'moe_intermediate_size': 32, 'shared_expert_intermediate_size': 32}, ids),
    'qwen3_moe': ({**TEXT, 'num_experts': 2, 'num_experts_per_tok': 1, 'moe_intermediate_size': 32}, ids),
    'olmoe': ({**TEXT, 'num_experts': 2, 'num_experts_per_tok': 1}, ids), 'granitemoe': ({**TEXT, 'num_local_experts': 2, 'num_experts_per_tok': 1}, ids),
    'phimoe': ({**TEXT, 'num_local_experts': 2, 'num_experts_per_tok': 1}, ids), 'gpt_oss': ({**TEXT, 'num_local_experts': 2, 'num_experts_per_tok': 1}, ids),
    'roc_bert': ({**TEXT, 'shape_vocab_size': 99, 'pronunciation_vocab_size': 99, 'shape_embed_dim': 8, 'pronunciation_embed_dim': 8}, ids),
    'luke': ({**TEXT, 'entity_vocab_size': 9, 'entity_emb_size': 8}, ids),
    'mobilebert': ({**TEXT, 'embedding_size': 16, 'intra_bottleneck_size': 32, 'true_hidden_size': 32}, ids),
    'ctrl': (dict(n_embd=32, n_layer=2, n_head=4, dff=64, n_positions=64, vocab_size=99), ids),
    'xglm': (dict(d_model=32, num_layers=2, attention_heads=4, ffn_dim=64, vocab_size=99, max_position_embeddings=64), ids),
    'rwkv': (dict(hidden_size=32, num_hidden_layers=2, vocab_size=99, context_length=64), ids),
    'mamba': (dict(hidden_size=32, num_hidden_layers=2, vocab_size=99, state_size=4), ids), 'falcon_mamba': (dict(hidden_size=32, num_hidden_layers=2, vocab_size=99, state_size=4), ids),
    'umt5': (dict(d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, vocab_size=99), both), 'longt5': (dict(d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, vocab_size=99), both),
    'switch_transformers': (dict(d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, vocab_size=99, num_experts=2, num_sparse_encoder_layers=1, num_sparse_decoder_layers=1), both),
    'led': ({**BART, 'attention_window': 4}, both), 'plbart': (BART, both), 'blenderbot-small': (BART, both), 'pegasus_x': ({**BART, 'block_size': 4, 'num_global_tokens': 2}, both),
    'prophetnet': (dict(hidden_size=32, num_encoder_layers=2, num_decoder_layers=2, num_encoder_attention_heads=4, num_decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, vocab_size=99, max_position_embeddings=64), both),
    **{name: (IMAGE, picture) for name in ('vit_msn', 'ijepa', 'dinov2_with_registers', 'dinov3_vit', 'vitdet')},
    'poolformer': (dict(hidden_sizes=[16, 32], depths=[1, 1], num_encoder_blocks=2, patch_sizes=[7, 3], strides=[4, 2], padding=[2, 1]), picture),
    'pvt_v2': (dict(image_size=32, hidden_sizes=[16, 32], depths=[1, 1], num_encoder_blocks=2, patch_sizes=[7, 3], strides=[4, 2], sr_ratios=[2, 1], num_attention_heads=[1, 2], mlp_ratios=[2, 2]), picture),
    'mobilevit': (dict(image_size=32, patch_size=2, hidden_sizes=[16, 16, 16], neck_hidden_sizes=[8, 8, 8, 8, 8, 8, 16]), picture),
    'hiera': (dict(image_size=[32, 32], embed_dim=8, depths=[1, 1], num_heads=[1, 2], query_stride=[2, 2], num_query_pool=1, masked_unit_size=[4, 4]), picture),
    'focalnet': (dict(image_size=32, embed_dim=16, depths=[1, 1], hidden_sizes=[16, 32], focal_levels=[2, 2], focal_windows=[3, 3]), picture),
    'bit': (dict(embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1], num_groups=4), picture),
    'swiftformer': (dict(image_size=32, depths=[1, 1, 1, 1], embed_dims=[8, 16, 16, 16]), picture),
    'imagegpt': ({**GPT}, ids), 'sew': ({**WAVE, 'squeeze_factor': 2}, wave), 'unispeech': (WAVE, wave), 'data2vec-audio': ({**WAVE, 'num_conv_pos_embeddings': 2}, wave),
    'wav2vec2-conformer': (WAVE, wave), 'audio-spectrogram-transformer': ({**IMAGE, 'num_mel_bins': 16, 'max_length': 32, 'patch_size': 8, 'time_stride': 8, 'frequency_stride': 8}, lambda: dict(input_values=torch.rand(1, 32, 16))),
    'speech_to_text': ({**BART, 'input_feat_per_channel': 8, 'input_channels': 1, 'conv_channels': 16}, lambda: dict(input_features=torch.rand(1, 32, 8), decoder_input_ids=torch.randint(3, 90, (1, 6)))),
    'vilt': ({**TEXT, **IMAGE}, lambda: {**ids(), **picture()}), 'blip': (dict(text_config=TEXT, vision_config=IMAGE, projection_dim=16), lambda: {**ids(), **picture()}),
    **{name: (TEXT, ids) for name in ('gemma3_text ministral exaone4 cwm mellum vaultgemma eurobert xlm-roberta-xl flaubert xmod lilt '
       'ernie4_5 hunyuan_v1_dense doge gpt_neox_japanese jais2 nanochat modernbert-decoder visual_bert granite_swa qwen3_5_text youtu axk1 data2vec-text nomic_bert gte minicpm3').split()},
    **{name: ({**TEXT, 'num_local_experts': 2, 'num_experts': 2, 'n_routed_experts': 2, 'num_experts_per_tok': 1, 'moe_intermediate_size': 32, 'shared_intermediate_size': 32, 'n_group': 1, 'topk_group': 1,
       'q_lora_rank': 16, 'kv_lora_rank': 16, 'qk_rope_head_dim': 4, 'qk_nope_head_dim': 4, 'v_head_dim': 8, 'first_k_dense_replace': 1, 'num_shared_experts': 1, 'n_shared_experts': 1}, ids)
       for name in 'deepseek_v2 deepseek_v3 glm4_moe dots1 granitemoeshared flex_olmo ernie4_5_moe minimax minimax_m2 jetmoe hunyuan_v1_moe llama4_text afmoe longcat_flash lfm2_moe solar_open'.split()},
    'falcon': ({key: value for key, value in TEXT.items() if key not in ('head_dim', 'num_key_value_heads', 'intermediate_size')}, ids),
    'dbrx': (dict(d_model=32, n_heads=4, n_layers=2, max_seq_len=64, vocab_size=99, attn_config=dict(kv_n_heads=2), ffn_config=dict(ffn_hidden_size=64, moe_num_experts=2, moe_top_k=1, hidden_size=32)), ids),
    'lfm2': ({**TEXT, 'layer_types': ['conv', 'full_attention']}, ids), 'recurrent_gemma': ({**TEXT, 'lru_width': 32, 'attention_window_size': 8, 'num_hidden_layers': 3}, ids),
    'mamba2': (dict(hidden_size=32, num_hidden_layers=2, vocab_size=99, state_size=4, num_heads=8, head_dim=8, n_groups=1, chunk_size=4), ids),
    'bamba': ({**TEXT, 'attn_layer_indices': [1], 'mamba_n_heads': 8, 'mamba_d_head': 8, 'mamba_d_state': 4, 'mamba_chunk_size': 4}, ids),
    'jamba': ({**TEXT, 'num_experts': 2, 'num_experts_per_tok': 1, 'attn_layer_offset': 1, 'attn_layer_period': 2, 'expert_layer_offset': 1, 'expert_layer_period': 2, 'mamba_d_state': 4, 'use_mamba_kernels': False}, ids),
    'zamba2': ({**TEXT, 'mamba_d_state': 4, 'n_mamba_heads': 8, 'mamba_headdim': 8, 'chunk_size': 4, 'num_mem_blocks': 1, 'layers_block_type': ['mamba', 'hybrid'], 'use_mamba_kernels': False}, ids),
    'falcon_h1': ({**TEXT, 'mamba_n_heads': 8, 'mamba_d_head': 8, 'mamba_d_ssm': 64, 'mamba_d_state': 4, 'mamba_chunk_size': 4}, ids),
    'qwen3_next': ({**TEXT, 'num_experts': 2, 'num_experts_per_tok': 1, 'moe_intermediate_size': 32, 'shared_expert_intermediate_size': 32, 'linear_key_head_dim': 8, 'linear_value_head_dim': 8, 'linear_num_key_heads': 2, 'linear_num_value_heads': 4, 'layer_types': ['linear_attention', 'full_attention']}, ids),
    'nllb-moe': ({**BART, 'num_experts': 2, 'encoder_sparse_step': 2, 'decoder_sparse_step': 2}, both), 'bigbird_pegasus': ({**BART, 'attention_type': 'original_full'}, both), 'mvp': (BART, both),
    'fsmt': ({**BART, 'langs': ['en', 'de'], 'src_vocab_size': 99, 'tgt_vocab_size': 99}, both), 'funnel': (dict(d_model=32, block_sizes=[1, 1], num_decoder_layers=1, n_head=4, d_head=8, d_inner=64, vocab_size=99), ids),
    'reformer': (dict(hidden_size=32, num_hidden_layers=2, attn_layers=['local', 'lsh'], num_attention_heads=2, attention_head_size=16, feed_forward_size=64, axial_pos_shape=[4, 4], axial_pos_embds_dim=[16, 16], local_attn_chunk_length=4, lsh_attn_chunk_length=4, num_buckets=2, vocab_size=99, max_position_embeddings=16, pad_token_id=0),
       lambda: dict(input_ids=torch.randint(3, 90, (1, 16)))),
    'tapas': (TEXT, lambda: dict(input_ids=torch.randint(3, 90, (1, 8)), token_type_ids=torch.zeros(1, 8, 7, dtype=torch.long))), 'bros': (TEXT, lambda: {**ids(), 'bbox': torch.rand(1, 8, 8)}),
    'layoutlmv3': ({**TEXT, 'visual_embed': False, 'coordinate_size': 4, 'shape_size': 8}, ids), 'markuplm': ({**TEXT, 'max_depth': 4}, ids), 'lxmert': ({**TEXT, 'visual_feat_dim': 16, 'l_layers': 1, 'x_layers': 1, 'r_layers': 1}, lambda: {**ids(), 'visual_feats': torch.rand(1, 4, 16), 'visual_pos': torch.rand(1, 4, 4)}),
    'perceiver': (dict(num_latents=4, d_latents=32, d_model=16, num_self_attends_per_block=1, num_self_attention_heads=2, num_cross_attention_heads=2), lambda: dict(inputs=torch.rand(1, 8, 16))),
    'decision_transformer': (dict(state_dim=4, act_dim=2, hidden_size=32, n_layer=2, n_head=4, max_ep_len=16), lambda: dict(states=torch.rand(1, 3, 4), actions=torch.rand(1, 3, 2), rewards=torch.rand(1, 3, 1), returns_to_go=torch.rand(1, 3, 1), timesteps=torch.arange(3)[None], attention_mask=torch.ones(1, 3))),
    **{name: (IMAGE, picture) for name in ('vivit', 'videomae', 'timesformer', 'data2vec-vision', 'radio', 'aimv2_vision_model', 'siglip_vision_model', 'clip_vision_model', 'vjepa2', 'pixio', 'mlcd')},
    'yolos': ({**IMAGE, 'image_size': [32, 32], 'num_detection_tokens': 4}, picture), 'dpt': ({**IMAGE, 'backbone_out_indices': [0, 0, 1, 1], 'neck_hidden_sizes': [8, 8, 8, 8]}, picture), 'glpn': (dict(num_encoder_blocks=2, depths=[1, 1], hidden_sizes=[16, 32], num_attention_heads=[1, 2], sr_ratios=[2, 1], patch_sizes=[7, 3], strides=[4, 2], mlp_ratios=[2, 2]), picture),
    'levit': (dict(image_size=32, hidden_sizes=[16, 16, 16], num_attention_heads=[2, 2, 2], depths=[1, 1, 1], key_dim=[8, 8, 8], attention_ratio=[2, 2, 2], mlp_ratio=[2, 2, 2], down_ops=[['Subsample', 8, 2, 4, 2, 2], ['Subsample', 8, 2, 4, 2, 2]]), lambda: dict(pixel_values=torch.rand(1, 3, 64, 64))),
    'cvt': (dict(embed_dim=[16, 16, 32], num_heads=[1, 2, 2], depth=[1, 1, 1]), picture), 'pvt': (dict(image_size=32, hidden_sizes=[16, 32], depths=[1, 1], num_encoder_blocks=2, patch_sizes=[4, 2], strides=[4, 2], sequence_reduction_ratios=[2, 1], num_attention_heads=[1, 2], mlp_ratios=[2, 2]), picture),
    'mobilevitv2': (dict(image_size=64), lambda: dict(pixel_values=torch.rand(1, 3, 64, 64))), 'efficientnet': (dict(image_size=32, width_coefficient=0.2, depth_coefficient=0.2, hidden_dim=32), picture), 'textnet': ({}, lambda: dict(pixel_values=torch.rand(1, 3, 64, 64))), 'hgnet_v2': ({}, lambda: dict(pixel_values=torch.rand(1, 3, 64, 64))),
    'swin2sr': (dict(image_size=32, embed_dim=16, depths=[1, 1], num_heads=[2, 2], window_size=4), picture), 'donut-swin': (dict(image_size=32, patch_size=4, embed_dim=16, depths=[1, 1], num_heads=[2, 4], window_size=4), picture), 'dinat': (dict(embed_dim=16), picture), 'dinov3_convnext': (dict(hidden_sizes=[8, 8, 16, 16], depths=[1, 1, 1, 1]), lambda: dict(pixel_values=torch.rand(1, 3, 64, 64))),
    'superpoint': ({}, lambda: dict(pixel_values=torch.rand(1, 3, 64, 64))), 'seggpt': ({**IMAGE, 'image_size': [32, 32], 'intermediate_hidden_state_indices': [0, 1], 'decoder_hidden_size': 16, 'merge_index': 0, 'pretrain_image_size': 32}, lambda: dict(pixel_values=torch.rand(1, 3, 32, 32), prompt_pixel_values=torch.rand(1, 3, 32, 32), prompt_masks=torch.rand(1, 3, 32, 32))),
    **{name: (dict(d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, num_queries=4, num_feature_levels=1, num_attention_heads=4, hidden_size=32,
       use_timm_backbone=False, use_pretrained_backbone=False, backbone=None, backbone_config=dict(model_type='resnet', embedding_size=16, hidden_sizes=[16, 32], depths=[1, 1], out_features=['stage2'], out_indices=[2])),
       lambda: dict(pixel_values=torch.rand(1, 3, 64, 64))) for name in 'detr conditional_detr table-transformer deformable_detr dab-detr'.split()},
    'unispeech-sat': (WAVE, wave), 'sew-d': ({**WAVE, 'squeeze_factor': 2}, wave), 'wav2vec2-bert': ({**WAVE, 'feature_projection_input_dim': 16}, lambda: dict(input_features=torch.rand(1, 20, 16))),
    'speecht5': ({**BART, **WAVE, 'hidden_size': 32, 'encoder_layers': 2}, lambda: dict(input_values=torch.rand(1, 20, 32), decoder_input_values=torch.rand(1, 6, 32))),
    'moonshine': ({**TEXT, 'encoder_num_hidden_layers': 2, 'decoder_num_hidden_layers': 2, 'encoder_num_attention_heads': 4, 'decoder_num_attention_heads': 4}, lambda: dict(input_values=torch.rand(1, 2000), decoder_input_ids=torch.randint(3, 90, (1, 6)))),
    'encodec': (dict(hidden_size=16, num_filters=4, upsampling_ratios=[4, 2], codebook_size=8, codebook_dim=16, num_lstm_layers=1), lambda: dict(input_values=torch.rand(1, 1, 2000))), 'dac': (dict(encoder_hidden_size=8, downsampling_ratios=[2, 4], decoder_hidden_size=16, n_codebooks=2, codebook_size=8, codebook_dim=4, upsampling_ratios=[4, 2]), lambda: dict(input_values=torch.rand(1, 1, 2000))),
    'mimi': (dict(hidden_size=16, num_filters=4, upsampling_ratios=[4, 2], codebook_size=8, codebook_dim=16, vector_quantization_hidden_dimension=16, upsample_groups=16, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2, head_dim=8, intermediate_size=32), lambda: dict(input_values=torch.rand(1, 1, 2000))),
    'vits': (dict(hidden_size=16, num_hidden_layers=1, num_attention_heads=2, ffn_dim=32, flow_size=16, spectrogram_bins=9, vocab_size=38, prior_encoder_num_wavenet_layers=2, posterior_encoder_num_wavenet_layers=2, upsample_initial_channel=32), lambda: dict(input_ids=torch.randint(1, 30, (1, 8)))),
    'univnet': (dict(model_hidden_channels=8, num_mel_bins=8, resblock_kernel_sizes=[3, 3], resblock_stride_sizes=[2, 2], resblock_dilation_sizes=[[1, 3], [1, 3]], kernel_predictor_hidden_channels=8, kernel_predictor_num_blocks=1, model_in_channels=4), lambda: dict(input_features=torch.rand(1, 10, 8))),
    'fastspeech2_conformer': (dict(hidden_size=32, vocab_size=99, num_mel_bins=8, encoder_layers=1, decoder_layers=1, encoder_linear_units=32, decoder_linear_units=32, encoder_num_attention_heads=2, decoder_num_attention_heads=2, speech_decoder_postnet_units=16, duration_predictor_channels=16, pitch_predictor_channels=16, energy_predictor_channels=16), ids),
    'clap': (dict(text_config={**TEXT}, audio_config=dict(num_mel_bins=8, spec_size=64, patch_size=2, patch_stride=[2, 2], depths=[1, 1], num_attention_heads=[2, 2], hidden_size=32, patch_embeds_hidden_size=16, window_size=4), projection_dim=16), lambda: {**ids(), 'input_features': torch.rand(1, 1, 64, 8), 'is_longer': torch.tensor([[False]])}),
    **{name: (dict(text_config=TEXT, vision_config=IMAGE, projection_dim=16), lambda: {**ids(), **picture()}) for name in 'chinese_clip altclip clipseg owlvit owlv2 metaclip_2 aimv2 siglip2'.split()},
    'flava': (dict(text_config=TEXT, image_config=IMAGE, multimodal_config=dict(hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64), hidden_size=32), lambda: {**ids(), **picture()}),
    'git': ({**TEXT, 'vision_config': IMAGE}, lambda: {**ids(), **picture()}), 'bridgetower': (dict(text_config={**TEXT}, vision_config={**IMAGE}, hidden_size=32, num_hidden_layers=2, num_attention_heads=4), lambda: {**ids(), **picture()}),
    'time_series_transformer': (dict(prediction_length=4, context_length=8, lags_sequence=[1, 2], num_time_features=1, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32),
       lambda: dict(past_values=torch.rand(1, 10), past_time_features=torch.rand(1, 10, 1), past_observed_mask=torch.ones(1, 10), future_values=torch.rand(1, 4), future_time_features=torch.rand(1, 4, 1))),
    'patchtst': (dict(num_input_channels=2, context_length=16, patch_length=4, patch_stride=4, d_model=16, num_attention_heads=2, ffn_dim=32, num_hidden_layers=1), lambda: dict(past_values=torch.rand(1, 16, 2))),
    'patchtsmixer': (dict(num_input_channels=2, context_length=16, patch_length=4, patch_stride=4, d_model=16, num_layers=1), lambda: dict(past_values=torch.rand(1, 16, 2))),
    'timesfm': (dict(patch_length=4, context_length=16, hidden_size=32, intermediate_size=64, head_dim=8, num_hidden_layers=1, num_attention_heads=4), lambda: dict(past_values=torch.rand(1, 16), past_values_padding=torch.zeros(1, 16), freq=torch.zeros(1, 1, dtype=torch.long))),
    'sam': (dict(vision_config=dict(hidden_size=16, output_channels=8, num_hidden_layers=1, num_attention_heads=2, image_size=32, patch_size=8, mlp_dim=32, window_size=2, global_attn_indexes=[0]), prompt_encoder_config=dict(hidden_size=8, image_size=32, patch_size=8, mask_input_channels=4), mask_decoder_config=dict(hidden_size=8, mlp_dim=16, num_attention_heads=2, num_hidden_layers=1, iou_head_hidden_dim=16)), lambda: {**picture(), 'input_points': torch.rand(1, 1, 1, 2)}),
}


SMALL = [
    (r'(?:vocab|codebook)_size|num_embeddings', 99), (r'(?:num_key_value|num_global_key_value|kv)_heads', 2), (r'(?:n|num|num_attention|attention)?_?heads?', 4),
    (r'num_experts_per_tok(?:en)?|moe_top_k|top_k', 1), (r'(?:n_routed|num|num_local|moe_num|num_routed)_experts', 2), (r'n_group|topk_group|num_expert_group', 1),
    (r'intermediate_size|\w*ffn_(?:dim|hidden_size|size)|mlp_dim|d_ff|d_inner|feedforward\w*|\w*inner_dim|intermediate_dim', 64),
    (r'(?:num_hidden_|num_|n_|encoder_|decoder_)?layers?|\w*depth|num_\w*(?:layers|blocks)', 2), (r'(?:image|spec|img)_size', 32), (r'patch_size', 8),
    (r'hidden_size|d_model|embed_dim|n_embd|hidden_dim|output_dim|projection_dim|embedding_size|emb_dim|dim|width|out_hidden_size|proj_size|channels', 32),
    (r'max_position_embeddings|n_positions|n_ctx|max_\w*_positions|context_length|max_seq_len', 64), (r'\w*lora_(?:rank|dim)', 8),
    (r'qk_(?:rope|nope)_head_dim', 4), (r'head_dim|v_head_dim', 8), (r'\w*window\w*', 4),
]
TOKENS = {'pad_token_id': 0, 'bos_token_id': 1, 'eos_token_id': 2, 'decoder_start_token_id': 1, 'cls_token_id': 1, 'sep_token_id': 2, 'unk_token_id': 3, 'mask_token_id': 4}
KINDS = ('layer_types', 'mlp_layer_types', 'layers_block_type')


def smaller(key, value):
    """A field made small by its name; None where it stays."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        if re.search(r'_(?:id|index)$', key):
            return 90 if value >= 99 else None
        small = next((size for name, size in SMALL if re.fullmatch(r'(?:\w+_)?(?:' + name + ')', key)), None)
        return small if small is not None and small < value else None
    if not isinstance(value, (list, tuple)) or not value or not all(type(one) is int for one in value):
        return None
    for name, size in (('depths|num_blocks|layers_per', 1), ('heads', 2), ('image_size', 32), ('patch_size', 8)):
        if re.search(name, key):
            return [size] * len(value)
    return [16] * len(value) if re.search('hidden_sizes|channels|dims|embed|conv_dim|_sizes|widths', key) and min(value) >= 16 else None


def shrunk(kind, depth=0):
    """Settings that make the default configuration of a class small, with the configurations in it."""
    try:
        base = kind()
    except Exception:
        return {}
    settings = {}
    parts = getattr(kind, 'sub_configs', None) or {}
    for key in dict.fromkeys([*inspect.signature(kind.__init__).parameters, *vars(base)]):
        value = getattr(base, key, None)
        if key in TOKENS:
            settings[key] = TOKENS[key]
        elif key in parts and hasattr(value, 'to_dict') and depth < 3:
            settings[key] = {**shrunk(type(value), depth + 1), 'model_type': value.model_type}
        elif key in KINDS and value:
            settings[key] = list(dict.fromkeys(value))
            settings['num_hidden_layers'] = len(settings[key])
        elif not key.startswith('_') and smaller(key, value) is not None:
            settings.setdefault(key, smaller(key, value))
    for key in KINDS:
        if key in settings:
            settings[key] = [settings[key][min(layer, len(settings[key]) - 1)] for layer in range(settings['num_hidden_layers'])]
    return settings


def guesses(config, model):
    """What a model may be called with, by the names that its `forward` takes."""
    asked = set(inspect.signature(type(model).forward).parameters)
    configs = [config, *(getattr(config, part, None) for part in config.sub_configs or {})]
    size = next((one.image_size for one in configs if getattr(one, 'image_size', None)), 32)
    size = size[0] if isinstance(size, (list, tuple)) else size
    mel = getattr(config, 'num_mel_bins', None) or 80
    rand = torch.rand
    if 'pixel_values' in asked:
        for side in dict.fromkeys((size, 32, 64, 128, 224)):
            yield {'pixel_values': rand(1, 3, side, side)}
            for text in {'input_ids', 'decoder_input_ids'} & asked:
                yield {'pixel_values': rand(1, 3, side, side), text: torch.randint(5, 80, (1, 8))}
        if isinstance(getattr(config, 'patch_size', None), int):
            yield {'pixel_values': rand(1, 16, 3 * config.patch_size**2), 'pixel_attention_mask': torch.ones(1, 16, dtype=torch.long), 'spatial_shapes': torch.tensor([[4, 4]])}
    if 'input_ids' in asked:
        yield ids()
        if 'decoder_input_ids' in asked:
            yield both()
    if 'input_values' in asked:
        for shape in ((1, 2000), (1, 1, 2000), (1, 1, 8000), (1, 8000)):
            yield {'input_values': rand(*shape)}
    if 'input_features' in asked:
        for bins in dict.fromkeys((mel, 80, 128, 16)):
            for shape in ((1, bins, 64), (1, 64, bins)):
                yield {'input_features': rand(*shape)}
                yield {'input_features': rand(*shape), 'decoder_input_ids': torch.randint(5, 80, (1, 6))}
            yield {'input_features': rand(1, 64, bins), 'attention_mask': torch.ones(1, 64, dtype=torch.long)}


MOST_PARAMETERS = 120_000_000


def recorded(config, inputs):
    edges.clear()
    sites.clear()
    inside.clear()
    model = AutoModel.from_config(config, attn_implementation='eager').eval()
    watch(model)
    with torch.no_grad(), Follow():
        model(**inputs)
    return sorted([path, line, activation] for (path, line), activation in edges)


def configured(name, settings):
    config = AutoConfig.for_model(name, **json.loads(json.dumps(settings)))
    config._experts_implementation = 'eager'
    return config


def run(name):
    if name in FAMILIES:
        settings, inputs = FAMILIES[name]
        try:
            return recorded(configured(name, settings), inputs())
        except Exception as error:
            print(f'{name}: {type(error).__name__}: {str(error)[:200]}', file=sys.stderr)
    small = shrunk(CONFIG_MAPPING[name])
    without = [None, r'layers$', r'^head_dim$', '.*']
    problem = 'nothing tried'
    for left_out in without:
        settings = {key: value for key, value in small.items() if left_out is None or not re.search(left_out, key)}
        try:
            config = configured(name, settings)
            with torch.device('meta'):
                model = AutoModel.from_config(config, attn_implementation='eager')
            if sum(weight.numel() for weight in model.parameters()) > MOST_PARAMETERS:
                raise ValueError('too large')
        except Exception as error:
            problem = error
            continue
        for inputs in guesses(config, model):
            try:
                return recorded(config, inputs)
            except Exception as error:
                problem = error
    raise ValueError(problem)


LONGEST = 60


def alone(name):
    """What a process of its own records of a family: what goes wrong there, or takes too long, ends with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(2, 1)
        signal.alarm(LONGEST)
        try:
            answer = {'edges': run(name)}
        except BaseException as error:
            answer = {'error': f'{type(error).__name__}: {str(error)[:200]}'}
        with os.fdopen(writing, 'w') as pipe:
            json.dump(answer, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        written = pipe.read()
    os.waitpid(child, 0)
    return json.loads(written) if written else {'error': 'it takes too long'}


torch.set_num_threads(1)
names = [name for name in sys.argv[1:] if not name.startswith('--')]
if '--all' in sys.argv:
    names = list(dict.fromkeys([*FAMILIES, *MODEL_MAPPING_NAMES]))
models = {}
for name in names or FAMILIES:
    answer = alone(name)
    if answer.get('edges'):
        models[name] = answer['edges']
    else:
        print(f"{name}: {answer.get('error', 'no edges')}", file=sys.stderr)
version = '.'.join(transformers.__version__.split('.')[:2])
print(json.dumps({'package': f'transformers {version}.x', 'record': __doc__.split('\n\n')[-1].strip().replace('\n', ' '), 'models': models}, indent=1))
