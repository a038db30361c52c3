import two
print(two.TWO)
