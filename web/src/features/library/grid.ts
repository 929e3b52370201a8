/** The columns of the library: more, the wider the screen. */
export const libraryGrid = 'grid grid-cols-2 gap-3 sm:gap-4 md:grid-cols-3 lg:grid-cols-4 2xl:grid-cols-6 min-[125rem]:grid-cols-8';
