"""A vision-language encoder from parts that pip holds: how it is put together and judged."""
