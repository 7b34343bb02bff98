export const writers = {}
