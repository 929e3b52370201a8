import type * as en from '../en/site';

export const siteTexts: typeof en.siteTexts = {
  language: 'de',
  tagline: 'Bilder und Videos aus deinen Worten',
  description:
    'Beschreiben, bearbeiten, in Bewegung setzen: Bilder und Videos mit KI in einem ruhigen Studio, bezahlt pro Generierung, mit kostenlosen Credits zum Ausprobieren.',
};
