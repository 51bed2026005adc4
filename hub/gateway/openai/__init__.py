"""The OpenAI-compatible face: chat completions, responses, models, embeddings."""
