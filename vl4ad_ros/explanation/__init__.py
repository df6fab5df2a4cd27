"""Why a pixel has its score: the mask queries behind it, in words and pictures."""
