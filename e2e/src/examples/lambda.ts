import { postriderWebhooks } from '@postrider/sdk/lambda';

export const lambdaReceiver = (secret: string, received: (id: string) => void) =>
  postriderWebhooks({ secret }, ({ id }) => {
    received(id);
    return Promise.resolve(undefined);
  });
