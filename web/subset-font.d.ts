declare module 'subset-font' {
  type Options = {
    keepAllGlyphs: boolean;
    keepFeatures: string[];
    targetFormat: string;
    variationAxes?: Record<string, { min: number; max: number }>;
  };
  export default function subsetFont(font: Buffer, text: null, options: Options): Promise<Buffer>;
}
