# The site and the commands of Clausula, for a user without rights; /data is CLAUSULA_HOME.
FROM python:3.12-slim AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/clausula \
 && /opt/clausula/bin/pip install --no-cache-dir --require-hashes -r .ci/requirements.lock \
 && /opt/clausula/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --system --create-home --home-dir /data clausula
COPY --from=build /opt/clausula /opt/clausula
ENV CLAUSULA_HOME=/data PATH=/opt/clausula/bin:$PATH PYTHONUNBUFFERED=1
USER clausula
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=5)"]
ENTRYPOINT ["clausula"]
CMD ["serve", "--host", "0.0.0.0", "--access-log"]
