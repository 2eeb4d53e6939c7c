# python.sh is sourced where tests compare with PyTorch and Hugging Face: it makes a virtual
# environment under build/ with the packages they need, and names its interpreter.
if [ ! -x build/python/bin/python ] || ! build/python/bin/python -c 'import torch, transformers, tokenizers' 2>/dev/null; then
    say "installing torch, transformers and tokenizers into build/python"
    python3 -m venv build/python
    build/python/bin/pip install -q torch transformers tokenizers numpy
fi
export CRIA_PYTHON=$PWD/build/python/bin/python
