ARG PYTHON_IMAGE=python:2.7-slim
# Any image that has apt-get, or the .NET 10 already; with clang or gcc the C# reference becomes native. Without a default
# here: Testcontainers pulls every image that a Dockerfile names, also for a stage that needs none of them.
ARG SDK_IMAGE
ARG RUNTIME_IMAGE

# The Python scripts, to be run with `docker run --network host`: a published port is answered by Docker's proxy.
FROM ${PYTHON_IMAGE} AS reference-python
# What a script prints must arrive as it happens, not when a buffer is full.
ENV PYTHONUNBUFFERED=1
COPY reference-python/ /reference-python/
WORKDIR /reference-python

FROM ${SDK_IMAGE:-ubuntu:26.04} AS build
RUN command -v dotnet || \
    { apt-get update && apt-get install --yes --no-install-recommends ca-certificates dotnet-sdk-10.0 clang zlib1g-dev; }
COPY . /source/
# Judging the code is CI's business, and takes half the time.
RUN cd /source && RunAnalyzers=false dotnet publish suites/Runner -c Release -v quiet --nologo
# The builder without BuildKit keeps this stage as an image without a name.
LABEL socket-conformance=build

# The program as an image: `docker build --target suite -t socket-conformance .`
FROM ${RUNTIME_IMAGE:-ubuntu:26.04} AS suite
RUN command -v dotnet || \
    { apt-get update && apt-get install --yes --no-install-recommends dotnet-runtime-10.0 python3 strace && \
      rm -rf /var/lib/apt/lists/*; }
# The runtime's diagnostic sockets would outlive a kill -9.
ENV DOTNET_EnableDiagnostics=0
COPY --from=build /source/artifacts/runner/ /opt/socket-conformance/
ENTRYPOINT ["dotnet", "/opt/socket-conformance/socket-conformance.dll"]
