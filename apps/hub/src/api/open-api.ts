import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { asOpenApi31 } from './open-api-31.js';

const SECURITY = 'apiKey';

/** The API's description in OpenAPI 3.1, made from the controllers; needs neither database nor broker. */
export function openApiDocument(app: NestExpressApplication): OpenAPIObject {
  const header = new DocumentBuilder()
    .setTitle('Kerbline')
    .setDescription('What stands at the curb, and for how long. Times are UTC, durations milliseconds.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, SECURITY)
    .addSecurityRequirements(SECURITY)
    .build();
  const document = SwaggerModule.createDocument(app, header, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}_${method}`,
  });
  return asOpenApi31(document);
}

/** `/docs` for people and `/docs-json` for programs. */
export function serveOpenApi(app: NestExpressApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), { customSiteTitle: 'Kerbline API' });
}
