# Runs one file after another in this shell; `Driven` says which, and is told how each ended.
RANDOM=$1
shift
while IFS=$'\t' read -r -u 210 BUILD_DECK_FILE BUILD_DECK_KIND BUILD_DECK_SEED BUILD_DECK_ABOUT; do
  [[ $BUILD_DECK_SEED = - ]] || RANDOM=$BUILD_DECK_SEED
  case $BUILD_DECK_KIND in
    transcript) . "$BUILD_DECK_FILE" 2>&1 ;;
    *) . "$BUILD_DECK_FILE" ;;
  esac
  printf '%s\n' "$?" >&211
done
