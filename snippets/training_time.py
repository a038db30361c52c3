N, D = 7e9, 2e12  # parameters, tokens
gpus, peak, mfu = 256, 989e12, 0.4

days = 6 * N * D / (gpus * peak * mfu) / 86_400
print(f"{days:.0f} days")
