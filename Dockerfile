ARG PYTHON_IMAGE=python:2.7-slim

# The Python scripts, to be run with `docker run --network host`: a published port is answered by Docker's proxy.
FROM ${PYTHON_IMAGE} AS reference-python
# What a script prints must arrive as it happens, not when a buffer is full.
ENV PYTHONUNBUFFERED=1
COPY reference-python/ /reference-python/
WORKDIR /reference-python
