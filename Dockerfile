# Two images: `service` (the reconciler is the same one with another command) and `site`.
# docs/deploy.md says how to build and run them; compose.yaml does both.

FROM python:3.13-slim AS packages
# requirements-monitoring.txt has the packages for Sentry and Prometheus too.
ARG REQUIREMENTS=requirements.txt
COPY ${REQUIREMENTS} /requirements.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.txt

FROM python:3.13-slim AS service
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 app
WORKDIR /app
COPY --from=packages /venv /venv
COPY gunicorn.conf.py .
COPY service service
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["python", "-m", "service"]

FROM node:24-slim AS pages
WORKDIR /web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web .
# The site contains its settings: it is built for one Supabase.
ARG PUBLIC_SUPABASE_URL PUBLIC_SUPABASE_PUBLISHABLE_KEY PUBLIC_SITE_URL PUBLIC_LANGUAGE PUBLIC_SOURCE_URL
ARG PUBLIC_CAPTCHA PUBLIC_ANALYTICS_SCRIPT PUBLIC_ANALYTICS_ID
ARG SERVICE_URL=http://service:8000
RUN ASTRO_TELEMETRY_DISABLED=1 npm run build

FROM nginxinc/nginx-unprivileged:1.28-alpine AS site
RUN printf 'server {\n  listen 8080;\n  root /srv/site;\n  include /srv/site/_nginx.conf;\n}\n' > /etc/nginx/conf.d/default.conf
COPY --from=pages /web/dist /srv/site
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s CMD ["wget", "--quiet", "--spider", "http://127.0.0.1:8080/robots.txt"]
