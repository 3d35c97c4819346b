# One image for the three services, their console and the migrations; docker-compose.yml chooses the command.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings its own Node 24 and PostgreSQL runs in its own container.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm run sbom

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# As npm start does it: large blocks of memory are given back at once.
ENV MALLOC_MMAP_THRESHOLD_=1000000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY scripts/bootstrap ./scripts/bootstrap
COPY engines ./engines
COPY package.json ./
# A volume mounted here for the first time gets this owner.
RUN install -d -o node -g node -m 700 /uploads
USER node
CMD ["node", "dist/programs/ingest-service.js"]
