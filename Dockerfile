# The watcher alone, without the tools that build it. Put config.toml into a folder and mount that as /trials.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY watcher ./watcher
RUN python -m venv /opt/watcher \
    && /opt/watcher/bin/pip install --no-cache-dir --disable-pip-version-check ".[notify]"

FROM python:3.13-slim-bookworm
COPY --from=build /opt/watcher /opt/watcher
RUN useradd --uid 10001 --create-home watcher \
    && install --directory --owner=watcher /trials
ENV PATH="/opt/watcher/bin:${PATH}"
USER 10001
WORKDIR /trials
VOLUME ["/trials"]
# Well: the last complete check is no older than a long weekend, and nothing is wrong now.
HEALTHCHECK --interval=1h --timeout=30s --start-period=1h CMD ["watcher", "status", "--max-age", "5d"]
ENTRYPOINT ["watcher"]
CMD ["serve"]
