# One image for every service of Perennial; docker-compose.yml says which command each runs.
FROM node:24-slim AS packages

ENV NODE_ENV=production
WORKDIR /app

# Packages change seldom: a layer of their own. npm ci runs only the install scripts that package.json allows, and ours.
COPY package.json package-lock.json ./
COPY stack/trim-packages.mjs stack/
RUN npm ci --omit=dev --no-audit --no-fund
# A Node 24 of its own is for machines with an older one.
RUN rm -r node_modules/node node_modules/.bin/node

# Without npm's cache and what was removed, which the layers above keep.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY . .

# State lies in a volume. A new one takes its owner from here, so that the services need not run as root.
RUN install -d -o node -g node /data
ENV PERENNIAL_HOME=/data
VOLUME /data

USER node
# `docker run <image>`: the list of commands. Node starts the TypeScript as it is.
CMD ["node", "cli/main.ts", "--help"]
