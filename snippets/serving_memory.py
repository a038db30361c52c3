layers, kv_heads, d = 80, 8, 128
weights = 70e9 * 1  # int8: a byte a parameter
token = 2 * layers * kv_heads * d * 2  # bf16 K, V

free = 2 * 80e9 * 0.9 - weights
requests = free // (token * 8192)
print(f"cache a token: {token / 1024:.0f} KiB")
print(f"requests of 8,192 tokens: {requests:.0f}")
