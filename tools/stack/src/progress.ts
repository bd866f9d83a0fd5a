/** Told what is being done while it takes longer than a moment; the newest text replaces the one before. */
export type Progress = (text: string) => void;
