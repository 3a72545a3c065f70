# docker build --build-arg PACKAGE=activation-lens@0.1.0 -t activation-lens . && docker run --rm -v "$PWD:/code:ro" activation-lens lint
FROM node:22-alpine
ARG PACKAGE=activation-lens@0.1.0
RUN npm install --global --no-fund --no-audit "$PACKAGE"
ENV ACTIVATION_LENS_NO_CACHE=1
WORKDIR /code
USER node
ENTRYPOINT ["activation-lens"]
CMD ["lint"]
